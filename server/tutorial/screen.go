package tutorial

// ScreenFolder holds a language's simulated screens.
const ScreenFolder = "screens"
