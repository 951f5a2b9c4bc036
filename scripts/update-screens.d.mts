export declare const withScreens: (page: string, readScreen: (name: string) => string) => string;
export declare const readScreen: (name: string) => string;
export declare const withHelp: (page: string, help: string) => string;
export declare const readHelp: () => string;
