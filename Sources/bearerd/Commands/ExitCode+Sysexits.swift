import ArgumentParser

/// What sysexits.h calls them. Wrong usage, 64, is the argument parser's own.
extension ExitCode {
    /// `EX_UNAVAILABLE`: cannot listen, or nothing is reachable.
    static let unavailable = ExitCode(69)
    /// `EX_CONFIG`: wrong configuration.
    static let configuration = ExitCode(78)
}
