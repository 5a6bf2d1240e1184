import ArgumentParser
import FastCGI

/// Ends a command: one line on standard error, and the exit status that goes with it.
enum CommandFailure {
    static func exit(_ error: SettingError) -> ExitCode {
        StandardError.write("bearerd: \(error)\n")
        return .configuration
    }

    static func exit(_ error: ListenError) -> ExitCode {
        StandardError.write("bearerd: cannot listen: \(error)\n")
        return .unavailable
    }
}
