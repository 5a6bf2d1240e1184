import ArgumentParser
import OAuth

struct DeniedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "denied",
        abstract: "List what is denied.",
        discussion: "An entry a line; what has ended is not among them."
    )

    @Flag(help: "Print the lines of the list, in JSON.")
    var json = false

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let settings = try DenySettings.read(flags)
        do {
            for entry in try await settings.place.entries(at: .now) {
                print(json ? DenyLine(entry).object.visibleText : DenyText.line(entry))
            }
        } catch {
            throw CommandFailure.exit(.unavailable, error.reason)
        }
    }
}
