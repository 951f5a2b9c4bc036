export declare const withScreens: (page: string, readScreen: (name: string) => string) => string;
export declare const readScreen: (name: string) => string;
