import ArgumentParser
import Glibc
import JOSE
import Text

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Ask for provider, issuer and audience, try them, and write a settings file.",
        discussion: """
            What is given as a flag is not asked for. The issuer's keys are fetched; only what works is written, to a file that \
            is not there yet: .env, or the one that --env-file names.
            """
    )

    @OptionGroup(title: "Settings")
    var flags: SettingFlags

    private var path: String { flags.envFile ?? SettingOrigin.dotenv.rawValue }

    func run() async throws {
        let values = SettingQuestions.standard.complete(flags.values)
        let (found, settings) = try await find(values)
        for line in settings.presetNotes.flatMap(\.lines) { print(line) }
        StandardError.warn(settings.warnings)
        try write(found)
    }

    /// The values with which the keys of every issuer can be had, and some of them serve.
    ///
    /// - Throws: ``ArgumentParser/ExitCode`` 78 when a setting is wrong, 69 when the keys of an issuer cannot be had.
    private func find(_ values: [String: String]) async throws -> (values: [String: String], settings: Settings) {
        var complaints: [String] = []
        for candidate in Self.candidates(values) {
            let settings = try settings(candidate)
            let reports = await Self.reports(settings)
            guard reports.allSatisfy(\.hasKeys) else {
                complaints += reports.filter { !$0.hasKeys }.flatMap(\.lines)
                continue
            }
            for line in reports.flatMap(\.lines) { print(line) }
            guard let algorithms = Self.otherAlgorithms(reports, candidate) else {
                StandardError.warn(reports.flatMap(\.warnings))
                return (candidate, settings)
            }
            print("the default of ALGORITHMS fits none of them, so it is \(algorithms)")
            let adapted = candidate.merging([SettingTable.standard.algorithms.name: algorithms]) { $1 }
            return (adapted, try self.settings(adapted))
        }
        for line in complaints { StandardError.write("bearerd: \(line)\n") }
        throw ExitCode.unavailable
    }

    /// The values, and the same with a slash more or less at the end of the issuer: its identifier is compared exactly, and
    /// people hardly ever see whether it has one.
    private static func candidates(_ values: [String: String]) -> [[String: String]] {
        let name = SettingTable.standard.issuers.name
        guard let issuer = values[name], !issuer.contains(",") else { return [values] }
        let other = issuer.hasSuffix("/") ? String(issuer.dropLast()) : "\(issuer)/"
        return [values, values.merging([name: other]) { $1 }]
    }

    /// Only what will be written counts: neither the environment nor another file.
    private func settings(_ values: [String: String]) throws -> Settings {
        do {
            let reader = SettingReader(flags: values, environment: [:])
            return try reader.read(Settings.init)
        } catch {
            throw CommandFailure.exit(error)
        }
    }

    private static func reports(_ settings: Settings) async -> [KeyReport] {
        var reports: [KeyReport] = []
        for policy in settings.policies { reports.append(await KeyReport(policy, fetch: KeyFetching.fetch(settings))) }
        return reports
    }

    /// What `ALGORITHMS` must be where nobody has set it and its default fits no key of an issuer; `nil` if it may stay.
    static func otherAlgorithms(_ reports: [KeyReport], _ values: [String: String]) -> String? {
        guard values[SettingTable.standard.algorithms.name] == nil,
            values[SettingTable.standard.issuersFile.name] == nil,
            reports.contains(where: { $0.usedAlgorithms.isEmpty })
        else { return nil }
        var names: [String] = []
        for algorithm in reports.flatMap({ $0.usedAlgorithms + $0.unusedAlgorithms })
        where !names.contains(algorithm.name) {
            names.append(algorithm.name)
        }
        return names.isEmpty ? nil : names.joined(separator: ",")
    }

    /// Writes the file, and says what is in it and what comes next, also where it cannot be written.
    ///
    /// - Throws: ``ArgumentParser/ExitCode`` 78 when there is a file already, or none can be made.
    private func write(_ values: [String: String]) throws {
        let file: SettingsFile
        do throws(SettingError) { file = try SettingsFile(values) } catch {
            StandardError.write("bearerd: \(error)\n")
            throw ExitCode.configuration
        }
        var failure: SettingsFile.WriteError?
        do throws(SettingsFile.WriteError) {
            try file.write(to: path, group: geteuid() == 0 ? UnitUser()?.group : nil)
        } catch {
            failure = error
            StandardError.write("bearerd: \(mistake(error))\n")
        }
        print(failure == nil ? "\nWritten to \(VisibleText.escaped(path)):\n" : "\nThese lines belong there:\n")
        for line in file.lines { print("    \(line)") }
        print("\n\(advice)")
        if failure != nil { throw ExitCode.configuration }
    }

    private func mistake(_ error: SettingsFile.WriteError) -> SettingError {
        let expected =
            switch error {
            case .exists: "a file that is not there yet; this one stays as it is"
            case .refused(let reason): "a file that can be made: \(reason)"
            }
        return SettingError(key: SettingOrigin.envFile.rawValue, value: path, origin: nil, expected: expected)
    }

    /// For nginx, and the next two commands.
    private var advice: String {
        let installed = "/etc/bearerd/bearerd.env"
        let start =
            path == installed
            ? "sudo systemctl enable --now bearerd.socket bearerd.service"
            : "bearerd serve --env-file \(UnitUser.shellWord(path))"
        return """
            In nginx, one line for the server, and two for each location that is to be guarded:

                include bearerd_guard_server.conf;

                location / {
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    # what the location has: proxy_pass, root, ...
                }

            Then:

                \(start)
                sudo nginx -t && sudo systemctl reload nginx
            """
    }
}
