import ArgumentParser
import JOSE
import Text

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Ask the running process how it is.",
        discussion: """
            It is asked at FASTCGI_LISTEN, as the web server asks it: whoever may connect there may ask. No other setting is \
            needed. Exit status: 69 when nothing answers there.
            """
    )

    @Flag(help: "Answer in JSON.")
    var json = false

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func run() async throws {
        let report = try RunningProcess(flags).answer("status")
        if json {
            print(report.visibleText)
        } else {
            for line in StatusText(report).lines { print(line) }
        }
    }
}
