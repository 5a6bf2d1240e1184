/// Settings that stop the start, as the operator is told: a sentence for each thing that is wrong.
struct SettingsFailure: Error {
    let mistakes: [String]
    /// Names in the environment that may have been meant to be settings, and so may be the reason.
    let warnings: [String]
}
