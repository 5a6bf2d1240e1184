import ArgumentParser
import FastCGI
import HTTP
import HTTPTypes
import JOSE
import Text

/// The process that serves at `FASTCGI_LISTEN`, for who asks it.
struct RunningProcess {
    let address: ListenAddress

    init(_ address: ListenAddress) {
        self.address = address
    }

    /// That of the settings, of which no other is read.
    ///
    /// - Throws: What ends the program.
    init(_ flags: SettingFlags) throws {
        do {
            let reader = try SettingReader(flags: flags.values, envFile: flags.envFile)
            address = try reader.read { reader throws(SettingError) in try reader.required(\.fastcgiListen) }
            StandardError.warn(reader.warnings)
        } catch {
            throw CommandFailure.exit(error)
        }
    }

    /// Why there is no answer.
    struct Failure: Error {
        let reason: String
    }

    /// What the process says.
    ///
    /// - Throws: What ends the program, once it has said why there is no answer.
    func answer(_ question: String) throws -> JSONObject {
        do throws(Failure) { return try ask(question) } catch {
            throw CommandFailure.exit(.unavailable, error.reason)
        }
    }

    /// What the process says.
    func ask(_ question: String) throws(Failure) -> JSONObject {
        let response: Response
        do throws(FastCGIClientError) {
            response = try FastCGIClient(address).send(
                Request(target: LocalEndpoints.questionPath),
                metaVariables: [LocalEndpoints.questionParameter.description: question]
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
