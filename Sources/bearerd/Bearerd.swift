import ArgumentParser
import Dispatch
import FastCGI

@main
struct Bearerd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bearerd",
        abstract:
            "Lets requests through only with a good OAuth 2.0 access token, as a FastCGI application behind nginx.",
        discussion: """
            Every setting is a flag, an environment variable, or a line of .env in the working directory, or of the file that \
            --env-file names.
            """,
        version: Build.current.lines.joined(separator: "\n"),
        subcommands: [
            ServeCommand.self, InitCommand.self, CheckConfigCommand.self, ExplainCommand.self, StatusCommand.self,
            WhyCommand.self, DenyCommand.self, DeniedCommand.self, AllowCommand.self, NginxGuardCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    /// Runs the command in a task of ordinary priority.
    ///
    /// Everything that begins on the main thread would inherit its higher one. Swift's runtime would then ask for threads
    /// that go before others, which Linux grants to privileged processes only; elsewhere it says on standard error that it
    /// was refused, between our lines.
    static func main() {
        // Before anything else: it takes 12 ms here, and 24 where the settings are about to be read.
        if mayServe(CommandLine.arguments.dropFirst().first) { MallocTuning.restartIfUntuned() }
        let end = DispatchSemaphore(value: 0)
        Task.detached(priority: .medium) {
            await main(nil)
            end.signal()
        }
        end.wait()
    }

    /// Whether the first word is of a process that serves: nothing, the command for it, or a flag.
    private static func mayServe(_ word: String?) -> Bool {
        guard let word else { return true }
        return word == ServeCommand.configuration.commandName || word.hasPrefix("-")
    }
}
