import ArgumentParser
import FastCGI

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT (the default)."
    )

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let settings: Settings
        do {
            settings = try Settings(await SettingReader(flags: flags.values))
        } catch {
            throw CommandFailure.exit(error)
        }
        do {
            try await Application(settings).run()
        } catch let error as ListenError {
            throw CommandFailure.exit(error)
        }
    }
}
