import Foundation
import Testing

/// What a start needs, and what it says when that is not there.
@Suite("The start")
struct StartTests {
    private static let good = ["AUTH0_DOMAIN": "tenant.example.com", "AUTH0_AUDIENCE": "https://api.example.com"]

    struct WrongSetting: Sendable, CustomTestStringConvertible {
        let key: String
        let value: String
        var testDescription: String { "\(key)=\(value)" }

        init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    @Test(
        "a wrong setting stops the start with one line that names it and its value",
        arguments: [
            WrongSetting("AUTH0_DOMAIN", "https://tenant.example.com"),
            WrongSetting("AUTH0_DOMAIN", "tenant.example.com/path"),
            WrongSetting("AUTH0_DOMAIN", "tenant example"), WrongSetting("AUTH0_DOMAIN", "tenant.example.com:x"),
            WrongSetting("ISSUERS", "http://issuer.example.com/"), WrongSetting("ISSUERS", "issuer.example.com"),
            WrongSetting("ALGORITHMS", "none"), WrongSetting("ALGORITHMS", "RS256,XY1"),
            WrongSetting("CLOCK_SKEW", "6m"),
            WrongSetting("CLOCK_SKEW", "30"), WrongSetting("CLOCK_SKEW", "-1s"),
            WrongSetting("MAX_TOKEN_BYTES", "many"),
            WrongSetting("JWKS_CACHE_TTL", "5 minutes"), WrongSetting("JWKS_TIMEOUT", "0s"),
            WrongSetting("FASTCGI_LISTEN", "nonsense"), WrongSetting("FASTCGI_LISTEN", "127.0.0.1:99999"),
            WrongSetting("FASTCGI_SOCKET_MODE", "abc"), WrongSetting("FASTCGI_WORKERS", "0"),
            WrongSetting("FASTCGI_WORKERS", "two"), WrongSetting("MAX_BODY_BYTES", "-1"),
            WrongSetting("LOG_LEVEL", "loud"),
            WrongSetting("LOG_FORMAT", "xml"), WrongSetting("SHUTDOWN_GRACE", "1x"),
            WrongSetting("TLS_CA_FILE", "/nowhere.pem"),
        ]
    )
    func wrongSetting(setting: WrongSetting) async throws {
        let result = try await bearerd(Self.good.merging([setting.key: setting.value]) { $1 })
        #expect(result.ending == .exited(78))
        #expect(result.error.contains(setting.key))
        #expect(result.error.contains(setting.value))
        #expect(result.error.split(separator: "\n").count == 1)
    }

    @Test(
        "issuer and audience must be set; an empty value is the same as none",
        arguments: [
            ["AUTH0_AUDIENCE": ""], ["AUTH0_DOMAIN": ""],
        ]
    )
    func missing(empty: [String: String]) async throws {
        let key = try #require(empty.keys.first)
        for settings in [Self.good.filter { $0.key != key }, Self.good.merging(empty) { $1 }] {
            let result = try await bearerd(settings)
            #expect(result.ending == .exited(78))
            #expect(result.error.contains(key))
        }
    }

    @Test("--version says what it was built of, a line each, and no commit where make did not build it")
    func version() async throws {
        let result = try await bearerd([:], ["--version"])
        #expect(result.succeeded)
        let lines = result.output.split(separator: "\n").map(String.init)
        let names = lines.compactMap { $0.split(separator: " ").first }
        #expect(names == ["bearerd", "Swift", "OpenSSL", "libcurl", "hiredis", "libfcgi"])
    }

    @Test("wrong usage exits 64", arguments: [["--no-such-flag"], ["serve", "surplus"], ["no-such-command"]])
    func wrongUsage(arguments: [String]) async throws {
        #expect(try await bearerd(Self.good, arguments).ending == .exited(64))
    }

    @Test(
        "an address that cannot be listened on exits 69",
        arguments: [
            "unix:/no/such/folder/bearerd.sock", "192.0.2.1:9000",
        ]
    )
    func cannotListen(address: String) async throws {
        let result = try await bearerd(Self.good.merging(["FASTCGI_LISTEN": address]) { $1 }, ["serve"])
        #expect(result.ending == .exited(69))
        let expected = "FASTCGI_LISTEN is \"\(address)\" (environment): expected an address that can be listened on: "
        #expect(result.error.hasPrefix("bearerd: \(expected)"))
        let reasons = ["No such file or directory\n", "Cannot assign requested address\n"]
        #expect(reasons.contains { result.error.hasSuffix($0) })
        #expect(result.error.split(separator: "\n").count == 1)
    }

    @Test("a flag wins over the environment, the environment over .env")
    func precedence() async throws {
        try await withTemporaryFolder { folder in
            let file = "AUTH0_DOMAIN=file.example.com\nAUTH0_AUDIENCE=from-file\nREALM=from-file\n"
            try file.write(toFile: "\(folder)/.env", atomically: false, encoding: .utf8)
            let program = Program(
                command: [Project.bearerd, "check-config", "--realm", "from-flag"],
                environment: ["AUTH0_AUDIENCE": "from-environment", "REALM": "from-environment"],
                folder: folder
            )
            let result = try await program.run()
            #expect(result.succeeded)
            #expect(result.output.contains("file.example.com"))
            #expect(result.output.contains("from-environment"))
            #expect(result.output.contains("from-flag"))
            #expect(!result.output.contains("from-file"))
        }
    }

    @Test("a mistake in .env stops the start with a line that says where", arguments: ["serve", "check-config"])
    func mistakeInDotEnv(command: String) async throws {
        try await withTemporaryFolder { folder in
            let file = "AUTH0_DOMAIN=tenant.example.com\r\nAUTH0_AUDIENCE='x'\r\n\r\nAUTH0_AUDIENCE=y\r\n"
            try file.write(toFile: "\(folder)/.env", atomically: false, encoding: .utf8)
            let result = try await Program(command: [Project.bearerd, command], folder: folder).run()
            #expect(result.ending == .exited(78))
            #expect(result.error.hasPrefix("bearerd: .env:4 is \"AUTH0_AUDIENCE=y\": expected "))
            #expect(result.error.split(separator: "\n").count == 1)
        }
    }

    @Test("what is no setting in .env is a warning that says where")
    func foreignLineInDotEnv() async throws {
        try await withTemporaryFolder { folder in
            let file = "AUTH0_DOMAIN=tenant.example.com\nAUTH0_AUDIENCE=x\nDATABASE_URL=3s\nsecret\n"
            try file.write(toFile: "\(folder)/.env", atomically: false, encoding: .utf8)
            let result = try await Program(command: [Project.bearerd, "check-config"], folder: folder).run()
            #expect(result.succeeded)
            let warnings = [".env:3: \"DATABASE_URL\" is no setting", ".env:4 is no line KEY=value"]
            #expect(result.error == warnings.map { "bearerd: warning: \($0)\n" }.joined())
        }
    }

    /// What systemd and a shell made of such a file was another thing than what `check-config` did.
    @Test(
        "what a line of the file means is the same to serve and to check-config",
        arguments: [
            ("export FASTCGI_LISTEN=unix:@/a.sock", "a.sock"), ("FASTCGI_LISTEN = unix:@/b.sock", "b.sock"),
            ("FASTCGI_LISTEN='unix:@/c.sock'", "c.sock"), ("FASTCGI_LISTEN=\"unix:@/d.sock\" # d", "d.sock"),
            ("FASTCGI_LISTEN=unix:@/e.sock # where nginx finds it", "e.sock"),
            ("FASTCGI_LISTEN=unix:@/f.sock#f", "f.sock#f"),
        ]
    )
    func oneMeaning(line: String, socket: String) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/bearerd.env"
            let file = "ISSUERS=http://127.0.0.1:1/\nAUTH0_AUDIENCE=x\n\(line.replacing("@", with: folder))\n"
            try file.write(toFile: path, atomically: false, encoding: .utf8)
            let checked = try await bearerd([:], ["check-config", "--env-file", path])
            #expect(checked.output.contains("FASTCGI_LISTEN=unix:\(folder)/\(socket)  # --env-file\n"))
            let serve = Program(command: [Project.bearerd, "serve", "--env-file", path])
            try await serve.running(log: "\(folder)/log") { _ in
                try await waitUntil("it listens") { (try? LocalSocket(path: "\(folder)/\(socket)")) != nil }
            }
        }
    }

    @Test(
        "a name that is nearly a setting stops the start, whatever else is wrong",
        arguments: [["serve"], ["check-config"], ["explain", "a.b.c"], ["nginx-guard"]]
    )
    func nearMissInTheFile(command: [String]) async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/bearerd.env"
            let file = "AUTH0_DOMAIN=tenant.example.com\nAUTH0_AUDIENCE=x\nDPOP_MOD=required\n"
            let said = "bearerd: \(path):3: \"DPOP_MOD\" is no setting: did you mean DPOP_MODE?\n"
            for further in ["", "CLOCK_SKEW=x\n", "DATABASE_URL=x\n"] {
                try (file + further).write(toFile: path, atomically: false, encoding: .utf8)
                let result = try await bearerd([:], command + ["--env-file", path])
                #expect(result.ending == .exited(78))
                #expect(result.error == said)
            }
        }
    }

    @Test("in the environment it is a warning, also beside another mistake, and beside a file that is not there")
    func nearMissInTheEnvironment() async throws {
        let settings = Self.good.merging(["DPOP_MOD": "required", "DATABASE_URL": "x"]) { $1 }
        let said = #""DPOP_MOD" in the environment is no setting: did you mean DPOP_MODE?"#
        let checked = try await bearerd(settings, ["check-config"])
        #expect(checked.succeeded)
        #expect(checked.error == "bearerd: warning: \(said)\n")

        for (arguments, mistake) in [
            (["--clock-skew", "x"], "CLOCK_SKEW is "), (["--env-file", "/x"], "--env-file is "),
        ] {
            let result = try await bearerd(settings, ["serve"] + arguments)
            #expect(result.ending == .exited(78))
            let lines = result.error.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix("bearerd: \(mistake)") == true)
            #expect(lines.last == "bearerd: warning: \(said)")
        }
    }

    @Test("a .env that cannot be read stops the start")
    func unreadableDotEnv() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/.env", withIntermediateDirectories: false)
            let command = [Project.bearerd, "check-config"]
            let result = try await Program(command: command, environment: Self.good, folder: folder).run()
            #expect(result.ending == .exited(78))
            #expect(result.error.hasSuffix("KEY=value: not a regular file\n"))
        }
    }

    @Test("without a .env this is said at the start, and where a setting is missing", arguments: [true, false])
    func noticeOfDotEnv(isThere: Bool) async throws {
        try await withTemporaryFolder { folder in
            if isThere { try "# none\n".write(toFile: "\(folder)/.env", atomically: false, encoding: .utf8) }
            let notice = "there is no .env in the working directory"
            var program = Program(command: [Project.bearerd], folder: folder)
            let failed = try await program.run()
            #expect(failed.error.split(separator: "\n").count == 1)
            #expect(failed.error.hasSuffix("; \(notice)\n") != isThere)

            program.environment = Self.good.merging(["FASTCGI_LISTEN": "unix:\(folder)/socket"]) { $1 }
            func log() throws -> String { try String(contentsOfFile: "\(folder)/log", encoding: .utf8) }
            let line = #""level":"notice","message":"\#(notice): settings are flags and the environment""#
            try await program.running(log: "\(folder)/log") { _ in
                let awaited = isThere ? "keys could not be fetched" : line
                try await waitUntil("the log has \(awaited)") { try log().contains(awaited) }
            }
            #expect(try log().contains(line) != isThere)
        }
    }

    @Test("--env-file takes the place of .env")
    func envFile() async throws {
        try await withTemporaryFolder { folder in
            try "REALM=of-dotenv\n".write(toFile: "\(folder)/.env", atomically: false, encoding: .utf8)
            let path = "\(folder)/bearerd.env"
            let file = "AUTH0_DOMAIN=\"file.example.com\"\nexport AUTH0_AUDIENCE=from-file\nLOG_LEVEL='debug'\n"
            try file.write(toFile: path, atomically: false, encoding: .utf8)
            let command = [Project.bearerd, "check-config", "--env-file", path]
            let environment = ["LOG_LEVEL": "error"]
            let result = try await Program(command: command, environment: environment, folder: folder).run()
            #expect(result.succeeded)
            for line in [
                "AUTH0_DOMAIN=file.example.com  # --env-file", "AUTH0_AUDIENCE=from-file  # --env-file",
                "LOG_LEVEL=error  # environment", "REALM=api  # default",
            ] {
                #expect(result.output.contains("\(line)\n"), "\(line)")
            }
        }
    }

    @Test("check-config shows what holds and where it came from, and accepts what serve accepts")
    func checkConfig() async throws {
        let result = try await bearerd(
            Self.good.merging(["CLOCK_SKEW": "1m"]) { $1 },
            ["check-config", "--realm", "a b"]
        )
        #expect(result.succeeded)
        let lines = result.output.split(separator: "\n")
        for (setting, origin) in [
            ("AUTH0_DOMAIN=tenant.example.com", "environment"), ("CLOCK_SKEW=1m", "environment"), ("REALM=a b", "flag"),
            ("ALGORITHMS=RS256", "default"), ("JWKS_CACHE_TTL=5m", "default"), ("FASTCGI_WORKERS=", "default"),
        ] {
            #expect(lines.contains { $0.hasPrefix(setting) && $0.contains(origin) }, "\(setting)")
        }
        #expect(try await bearerd(["AUTH0_AUDIENCE": "x"], ["check-config"]).ending == .exited(78))
    }

    @Test("check-config --online exits 69 when an issuer cannot be reached, and 0 when its keys came")
    func checkConfigOnline() async throws {
        try await withDeployment { deployment in
            let settings = ["ISSUERS": deployment.issuer, "AUTH0_AUDIENCE": Deployment.audience]
            let reached = try await bearerd(settings, ["check-config", "--online"])
            #expect(reached.succeeded)
            let port = try LocalSocket.freePort()
            let nobody = settings.merging(["ISSUERS": "http://127.0.0.1:\(port)/"]) { $1 }
            #expect(try await bearerd(nobody, ["check-config", "--online"]).ending == .exited(69))
        }
    }

    @Test("the example settings and the manual page name every setting, and the examples are the defaults")
    func documentation() async throws {
        let help = try await bearerd([:], ["serve", "--help"]).output
        let flags = help.matches(of: /(?m)^ *--([a-z0-9-]+) </).map { String($0.1) }
        #expect(flags.contains("env-file"))
        let settings = flags.filter { $0 != "env-file" }.map { $0.uppercased().replacing("-", with: "_") }
        try #require(settings.count > 20)

        let examples = try Project.text(of: ".env.example").matches(of: /(?m)^#?([A-Z0-9_]+)=(.*)$/)
        #expect(examples.map { String($0.1) }.sorted() == settings.sorted())
        let defaults = try await bearerd(Self.good, ["check-config"]).output
        for example in examples where !example.2.isEmpty {
            #expect(defaults.contains("\(example.1)=\(example.2) "), "\(example.1)")
        }

        let page = try Project.text(of: "systemd/bearerd.8")
        #expect(page.contains(".Fl -env-file"))
        for setting in settings { #expect(page.contains(".It Ev \(setting)\n"), "\(setting)") }
    }

    private func bearerd(_ settings: [String: String], _ arguments: [String] = []) async throws -> ProgramResult {
        try await Program(command: [Project.bearerd] + arguments, environment: settings).run()
    }
}
