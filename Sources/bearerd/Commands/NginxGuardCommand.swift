import ArgumentParser
import NginxGuard

struct NginxGuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nginx-guard",
        abstract: "Print bearerd_guard.conf for the header fields of IDENTITY_HEADERS."
    )

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        do {
            let reader = try SettingReader(flags: flags.values, envFile: flags.envFile)
            print(GuardSnippet.text(try reader.read(Settings.identityHeaders)), terminator: "")
            StandardError.warn(reader.warnings)
        } catch {
            throw CommandFailure.exit(error)
        }
    }
}
