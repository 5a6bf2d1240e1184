import ArgumentParser
import FastCGI
import Text

/// Ends a command: a line on standard error for each thing that is wrong, and the exit status that goes with it.
enum CommandFailure {
    /// `reason` may have anybody's words in it.
    static func exit(_ status: ExitCode, _ reason: String) -> ExitCode {
        StandardError.write("bearerd: \(VisibleText.escaped(reason))\n")
        return status
    }

    static func exit(_ failure: SettingsFailure) -> ExitCode {
        for mistake in failure.mistakes { StandardError.write("bearerd: \(mistake)\n") }
        StandardError.warn(failure.warnings)
        return .configuration
    }

    static func exit(_ error: Application.UnusableAddress, _ reader: SettingReader) -> ExitCode {
        let expected = "an address that can be listened on: \(error.reason)"
        StandardError.write("bearerd: \(reader.error(\.fastcgiListen, expected))\n")
        return .unavailable
    }

    static func exit(_ error: Application.UnusableAuditLog, _ reader: SettingReader) -> ExitCode {
        let expected = "a file that can be written, or journal: \(error.reason)"
        StandardError.write("bearerd: \(reader.error(\.auditLog, expected))\n")
        return .configuration
    }

    static func exit(_ error: Store.Unusable, _ reader: SettingReader) -> ExitCode {
        StandardError.write("bearerd: \(reader.error(\.redisURL, "a store that can be used: \(error.reason)"))\n")
        return .configuration
    }

    static func exit(_ error: ListenError) -> ExitCode {
        StandardError.write("bearerd: cannot listen: \(error)\n")
        return .unavailable
    }
}
