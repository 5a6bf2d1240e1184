import ArgumentParser
import FastCGI
import HTTP
import HTTPTypes
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
        let address: ListenAddress
        do {
            let reader = try SettingReader(flags: flags.values, envFile: flags.envFile)
            address = try reader.read { reader throws(SettingError) in try reader.required(\.fastcgiListen) }
            StandardError.warn(reader.warnings)
        } catch {
            throw CommandFailure.exit(error)
        }
        let report: JSONObject
        do throws(Failure) { report = try Self.ask(address) } catch {
            StandardError.write("bearerd: \(VisibleText.escaped(error.reason))\n")
            throw ExitCode.unavailable
        }
        if json {
            print(VisibleText.escaped(json: String(decoding: report.encoded(), as: UTF8.self)))
        } else {
            for line in StatusText(report).lines { print(line) }
        }
    }

    /// Why there is no answer.
    struct Failure: Error {
        let reason: String
    }

    /// What the process at `address` says.
    static func ask(_ address: ListenAddress) throws(Failure) -> JSONObject {
        let response: Response
        do throws(FastCGIClientError) {
            let question = [LocalEndpoints.questionParameter.description: "status"]
            response = try FastCGIClient(address).send(
                Request(target: LocalEndpoints.questionPath),
                metaVariables: question
            )
        } catch {
            throw Failure(reason: "no bearerd answers: \(error)")
        }
        guard response.status == .ok, let report = try? JSONObject(parsing: response.body) else {
            throw Failure(reason: "what listens at \(address) does not say how it is: is it another bearerd?")
        }
        return report
    }
}
