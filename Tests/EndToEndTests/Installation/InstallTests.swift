import Foundation
import Testing

@Suite("make install")
struct InstallTests {
    @Test("everything is put in its place, and nothing else", arguments: ["/usr", "/usr/local"])
    func files(prefix: String) async throws {
        try await withTemporaryFolder { folder in
            let result = try await install(into: folder, prefix: prefix)
            try #require(result.succeeded, "\(result.error)")
            let expected = [
                "\(prefix)/bin/bearerd": 0o755,
                "\(prefix)/lib/systemd/system/bearerd.service": 0o644,
                "\(prefix)/lib/systemd/system/bearerd.socket": 0o644,
                "\(prefix)/lib/sysusers.d/bearerd.conf": 0o644,
                "\(prefix)/share/bash-completion/completions/bearerd": 0o644,
                "\(prefix)/share/bearerd/conffiles.sha256": 0o644,
                "\(prefix)/share/fish/vendor_completions.d/bearerd.fish": 0o644,
                "\(prefix)/share/man/man5/bearerd-issuers.5": 0o644,
                "\(prefix)/share/man/man5/bearerd-policies.5": 0o644,
                "\(prefix)/share/man/man5/bearerd.env.5": 0o644,
                "\(prefix)/share/man/man8/bearerd.8": 0o644,
                "\(prefix)/share/zsh/vendor-completions/_bearerd": 0o644,
                "/etc/bearerd/bearerd.env": 0o640,
                "/etc/nginx/bearerd_cors.conf": 0o644,
                "/etc/nginx/bearerd_guard.conf": 0o644,
                "/etc/nginx/bearerd_guard_params": 0o644,
                "/etc/nginx/bearerd_guard_server.conf": 0o644,
                "/etc/nginx/bearerd_params": 0o644,
                "/etc/nginx/conf.d/bearerd_upstream.conf": 0o644,
                "/etc/nginx/snippets/bearerd_health.conf": 0o644,
                "/etc/nginx/snippets/bearerd_locations.conf": 0o644,
                "/etc/nginx/snippets/bearerd_logout.conf": 0o644,
                "/etc/nginx/snippets/bearerd_verdicts.conf": 0o644,
                "/etc/nginx/snippets/bearerd_verdict_zone.conf": 0o644,
            ]
            #expect(try installedFiles(in: folder) == expected)
            let service = try text("\(folder)\(prefix)/lib/systemd/system/bearerd.service")
            #expect(service.contains("ExecStart=\(prefix)/bin/bearerd serve --env-file /etc/bearerd/bearerd.env\n"))
        }
    }

    @Test("settings that are there already are kept")
    func existingSettings() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await install(into: folder).succeeded)
            let settings = "\(folder)/etc/bearerd/bearerd.env"
            #expect(try text(settings) == Project.text(of: ".env.example"))
            try "AUTH0_DOMAIN=mine.example.com\n".write(toFile: settings, atomically: false, encoding: .utf8)
            #expect(try await install(into: folder).succeeded)
            #expect(try text(settings) == "AUTH0_DOMAIN=mine.example.com\n")
        }
    }

    @Test("a file that nobody changed is replaced, with the readers that it was given")
    func unchanged() async throws {
        try await withTemporaryFolder { folder in
            // What an earlier version installed.
            let source = try copyOfProject(in: folder)
            let file = "\(folder)/root/etc/nginx/bearerd_guard.conf"
            try "an earlier one\n".write(
                toFile: "\(source)/nginx/bearerd_guard.conf",
                atomically: false,
                encoding: .utf8
            )
            #expect(try await install(into: "\(folder)/root", from: source).succeeded)
            #expect(try text(file) == "an earlier one\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)

            let result = try await install(into: "\(folder)/root")
            #expect(try text(file) == Project.text(of: "nginx/bearerd_guard.conf"))
            #expect(try installedFiles(in: "\(folder)/root")["/etc/nginx/bearerd_guard.conf"] == 0o600)
            #expect(!result.output.contains("kept"))
            #expect(try installedFiles(in: folder).keys.filter { $0.hasSuffix(".new") || $0.hasSuffix(".part") } == [])
        }
    }

    @Test("a file that the operator changed is kept, the new one lies beside it, and that is said", arguments: [1, 2])
    func changed(times: Int) async throws {
        try await withTemporaryFolder { folder in
            #expect(try await install(into: folder).succeeded)
            let file = "\(folder)/etc/nginx/bearerd_guard.conf"
            try "proxy_set_header X-User $bearerd_x_user;\n".write(toFile: file, atomically: false, encoding: .utf8)
            for _ in 0..<times {
                let result = try await install(into: folder)
                #expect(result.succeeded)
                #expect(result.output.contains("kept, as it was changed: \(file) (the new one is \(file).new)\n"))
            }
            #expect(try text(file) == "proxy_set_header X-User $bearerd_x_user;\n")
            #expect(try text(file + ".new") == Project.text(of: "nginx/bearerd_guard.conf"))

            // Taken over, it is nobody's but ours again.
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.moveItem(atPath: file + ".new", toPath: file)
            #expect(!(try await install(into: folder).output.contains("kept")))
        }
    }

    @Test("a file that was there before the first installation, or is a link, is the operator's")
    func notOurs() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/etc/nginx", withIntermediateDirectories: true)
            let file = "\(folder)/etc/nginx/bearerd_params"
            let link = "\(folder)/etc/nginx/bearerd_guard.conf"
            try "mine\n".write(toFile: file, atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            #expect(try await install(into: folder).succeeded)
            #expect(try text(file) == "mine\n")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
        }
    }

    @Test("a file that the operator removed is not put back")
    func removed() async throws {
        try await withTemporaryFolder { folder in
            #expect(try await install(into: folder).succeeded)
            let file = "\(folder)/etc/nginx/conf.d/bearerd_upstream.conf"
            try FileManager.default.removeItem(atPath: file)
            let result = try await install(into: folder)
            #expect(result.output.contains("not put back, as it was removed: \(file)\n"))
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test(
        "make uninstall takes away what was installed, and keeps what the operator changed",
        arguments: ["/usr", "/usr/local"]
    )
    func uninstall(prefix: String) async throws {
        try await withTemporaryFolder { folder in
            let settings = "\(folder)/etc/bearerd/bearerd.env"
            let file = "\(folder)/etc/nginx/bearerd_guard.conf"
            #expect(try await install(into: folder, prefix: prefix).succeeded)
            for path in [settings, file] { try "mine\n".write(toFile: path, atomically: false, encoding: .utf8) }
            #expect(try await install(into: folder, prefix: prefix).succeeded)
            try "other's\n".write(toFile: "\(folder)/etc/nginx/nginx.conf", atomically: false, encoding: .utf8)

            let result = try await make("uninstall", into: folder, prefix: prefix)
            #expect(result.succeeded)
            for path in [settings, file] { #expect(result.output.contains("kept, as it was changed: \(path)\n")) }
            let left = ["/etc/bearerd/bearerd.env", "/etc/nginx/bearerd_guard.conf", "/etc/nginx/nginx.conf"]
            #expect(try installedFiles(in: folder).keys.sorted() == left)
            // Once more, with nothing to do.
            #expect(try await make("uninstall", into: folder, prefix: prefix).succeeded)
            #expect(try installedFiles(in: folder).keys.sorted() == left)
        }
    }

    @Test(
        "the manual pages are well formed",
        arguments: ["bearerd.8", "bearerd.env.5", "bearerd-issuers.5", "bearerd-policies.5"]
    )
    func manualPage(name: String) async throws {
        let page = Project.folder + "systemd/" + name
        let result = try await Program(command: ["mandoc", "-T", "lint", "-W", "warning", page]).run()
        #expect(result.succeeded)
        #expect(result.output == "")
    }

    /// Installs what is built already: that the release build works is for `make build` to show.
    private func install(
        into folder: String,
        prefix: String = "/usr",
        from source: String = Project.folder
    ) async throws -> ProgramResult {
        try await make("install", into: folder, prefix: prefix, from: source)
    }

    private func make(
        _ target: String,
        into folder: String,
        prefix: String,
        from source: String = Project.folder
    ) async throws -> ProgramResult {
        let variables = ["DESTDIR=\(folder)", "PREFIX=\(prefix)", "BINARY=\(Project.bearerd)"]
        return try await Program(command: ["make", target] + variables, folder: source).run()
    }

    /// What `make install` needs of the project.
    private func copyOfProject(in folder: String) throws -> String {
        let copy = "\(folder)/project"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        for name in ["Makefile", ".env.example", "nginx", "systemd"] {
            try FileManager.default.copyItem(atPath: Project.folder + name, toPath: "\(copy)/\(name)")
        }
        return copy
    }

    /// The mode of every file under `folder`, by its path there.
    private func installedFiles(in folder: String) throws -> [String: Int] {
        let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        var modes: [String: Int] = [:]
        for path in paths {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            modes["/\(path)"] = (attributes[.posixPermissions] as? NSNumber)?.intValue
        }
        return modes
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
