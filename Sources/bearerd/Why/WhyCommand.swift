import ArgumentParser
import JOSE
import Text

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say, check by check, why the running process has refused a request.",
        discussion: """
            The request is named by the request_id of the web server's log and of bearerd's. One of the last 1,000 refusals is \
            kept, with its token's header and claims but without its signature. It is judged anew as of its time, by the settings \
            of now. Exit status: 1 when it is not kept, 69 when nothing answers at FASTCGI_LISTEN. No other setting is needed.
            """
    )

    @Argument(help: "The request_id of the request.")
    var requestID: String

    @Flag(help: "Answer in JSON.")
    var json = false

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    func validate() throws {
        let bytes = requestID.utf8
        guard (1...RefusalMemory.longestID).contains(bytes.count), bytes.allSatisfy(\.isVisibleASCII) else {
            throw ValidationError("A request_id is a word, such as nginx's 32 hexadecimal digits.")
        }
    }

    func run() async throws {
        let report = try RunningProcess(flags).answer("why \(requestID)")
        guard let isKept = report["kept"]?.boolValue else {
            throw CommandFailure.exit(.unavailable, "the bearerd that answers is another version: it keeps no refusals")
        }
        if json {
            print(report.visibleText)
        } else if isKept {
            for line in WhyText(report).lines { print(line) }
        } else {
            let parts = [report["error_code"]?.stringValue, report["reason"]?.stringValue].compactMap(\.self)
            StandardError.write("bearerd: \(VisibleText.escaped(parts.joined(separator: ": ")))\n")
        }
        if !isKept { throw ExitCode(1) }
    }
}
