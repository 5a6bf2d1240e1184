import ArgumentParser
import FastCGI

/// Ends a command: one line on standard error, and the exit status that goes with it.
enum CommandFailure {
    static func exit(_ error: SettingError) -> ExitCode {
        StandardError.write("bearerd: \(error)\n")
        return .configuration
    }

    static func exit(_ error: Application.UnusableAddress, _ reader: SettingReader) -> ExitCode {
        let expected = "an address that can be listened on: \(error.reason)"
        StandardError.write("bearerd: \(reader.error(.fastcgiListen, expected))\n")
        return .unavailable
    }

    static func exit(_ error: ListenError) -> ExitCode {
        StandardError.write("bearerd: cannot listen: \(error)\n")
        return .unavailable
    }
}
