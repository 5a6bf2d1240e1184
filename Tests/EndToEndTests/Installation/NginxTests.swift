import Foundation
import Glibc
import Testing

@Suite("nginx files")
struct NginxTests {
    @Test("nginx takes every file, in the places where they are installed")
    func installedFiles() async throws {
        try await withTemporaryFolder { folder in
            for (file, place) in [
                ("bearerd_params", ""), ("bearerd_upstream.conf", "conf.d/"), ("bearerd_locations.conf", "snippets/"),
                ("bearerd_guard_params", ""), ("bearerd_guard_server.conf", ""), ("bearerd_guard.conf", ""),
                ("bearerd_cors.conf", ""), ("bearerd_health.conf", "snippets/"), ("bearerd_logout.conf", "snippets/"),
                ("bearerd_verdicts.conf", "snippets/"),
            ] {
                let target = "\(folder)/\(place)"
                try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: Project.folder + "nginx/\(file)",
                    toPath: target + file
                )
            }
            let zone = try Project.text(of: "nginx/bearerd_verdict_zone.conf").replacing("/run/", with: "\(folder)/")
            let site = """
                pid \(folder)/nginx.pid;
                events {}
                http {
                    access_log off;
                    include conf.d/*.conf;
                    \(zone)
                    server {
                        listen 127.0.0.1:\(try LocalSocket.freePort());
                        large_client_header_buffers 4 32k;
                        include snippets/bearerd_locations.conf;
                        include snippets/bearerd_logout.conf;
                        include bearerd_guard_server.conf;
                        include snippets/bearerd_verdicts.conf;
                        include snippets/bearerd_health.conf;
                        location /guarded/ {
                            auth_request "/_bearerd/required";
                            include bearerd_guard.conf;
                            include bearerd_cors.conf;
                        }
                    }
                }
                """
            #expect(try await accepts(site, in: folder) == "")
        }
    }

    @Test("nginx takes the configuration of make run")
    func runConfiguration() async throws {
        try await withTemporaryFolder { folder in
            for file in [
                "bearerd_params", "bearerd_locations.conf", "bearerd_guard_params", "bearerd_guard_server.conf",
                "bearerd_guard.conf", "bearerd_logout.conf",
            ] {
                try FileManager.default.copyItem(
                    atPath: Project.folder + "nginx/\(file)",
                    toPath: "\(folder)/\(file)"
                )
            }
            try FileManager.default.createDirectory(atPath: "\(folder)/sockets", withIntermediateDirectories: false)
            let text = try Project.text(of: "nginx/run.conf.in")
                .replacing("@FOLDER@", with: folder)
                .replacing("@PORT@", with: String(try LocalSocket.freePort()))
            #expect(try await accepts(text, in: folder) == "")
        }
    }

    @Test("bearerd is asked in the same way whether or not nginx remembers its verdicts")
    func questions() throws {
        let questions = try ["bearerd_guard_server.conf", "bearerd_verdicts.conf"].map { name in
            let text = try Project.text(of: "nginx/\(name)")
            let question = try #require(
                text.firstMatch(of: /error_page    400(?s:.)*?fastcgi_pass[^\n]*\n/)
            )
            return String(question.output)
        }
        #expect(questions[0] == questions[1])
    }

    @Test("bearerd is told what the client sent, and by nobody else who the client is")
    func parameters() async throws {
        try await withTemporaryFolder { folder in
            let port = try LocalSocket.freePort()
            let bearerd = try LocalSocket.listener(path: "\(folder)/bearerd.sock")
            let parameters = try Project.text(of: "nginx/bearerd_params")
            try parameters.write(toFile: "\(folder)/bearerd_params", atomically: false, encoding: .utf8)
            let configuration = """
                daemon off;
                pid \(folder)/nginx.pid;
                events {}
                http {
                    access_log off;
                    fastcgi_temp_path \(folder)/fastcgi;
                    server {
                        listen 127.0.0.1:\(port);
                        server_name api.example.com;
                        location / { include bearerd_params; fastcgi_pass unix:\(folder)/bearerd.sock; }
                    }
                }
                """
            try configuration.write(toFile: "\(folder)/nginx.conf", atomically: false, encoding: .utf8)
            let user = geteuid() == 0 ? ["-g", "user root;"] : []
            let command = ["nginx", "-e", "stderr", "-p", folder, "-c", "\(folder)/nginx.conf"] + user
            try await Program(command: command).running(log: "\(folder)/log") { _ in
                try await waitUntil("nginx listens") { (try? LocalSocket(port: port)) != nil }
                let request = """
                    GET /a%20b/..%2fc?d=e HTTP/1.1\r
                    Host: API.example.com:1234\r
                    Authorization: Bearer a.b.c\r
                    DPoP: one\r
                    DPoP: two\r
                    Proxy: http://evil.example\r
                    Remote-Addr: 9.9.9.9\r
                    \r

                    """
                let client = try LocalSocket(port: port)
                try client.send(request.utf8)
                let told = try await blocking { try FastCGIParameters(from: bearerd.accept()) }

                #expect(told["REQUEST_METHOD"] == ["GET"])
                #expect(told["REQUEST_URI"] == ["/a%20b/..%2fc?d=e"])
                #expect(told["REQUEST_SCHEME"] == ["http"])
                #expect(told["HTTP_HOST"] == ["api.example.com"])
                #expect(told["SERVER_NAME"] == ["api.example.com"])
                #expect(told["SERVER_PORT"] == ["\(port)"])
                #expect(told["REMOTE_ADDR"] == ["127.0.0.1"])
                #expect(told["REQUEST_ID"]?.first?.wholeMatch(of: /[0-9a-f]{32}/) != nil)
                #expect(told["HTTP_AUTHORIZATION"] == ["Bearer a.b.c"])
                // Newer versions of nginx join repeated lines.
                #expect([["one", "two"], ["one, two"]].contains(told["HTTP_DPOP"]))
                #expect(told["HTTP_PROXY"] == nil)
                #expect(
                    told.names.filter { !$0.hasPrefix("HTTP_") } == [
                        "CONTENT_LENGTH", "CONTENT_TYPE", "REMOTE_ADDR", "REQUEST_ID", "REQUEST_METHOD",
                        "REQUEST_SCHEME",
                        "REQUEST_URI", "SERVER_NAME", "SERVER_PORT",
                    ]
                )
            }
        }
    }

    /// What `nginx -t` complains about.
    private func accepts(_ configuration: String, in folder: String) async throws -> String {
        try configuration.write(toFile: "\(folder)/nginx.conf", atomically: false, encoding: .utf8)
        let command = ["nginx", "-t", "-q", "-e", "stderr", "-p", folder, "-c", "\(folder)/nginx.conf"]
        let result = try await Program(command: command).run()
        #expect(result.succeeded)
        return result.error
    }
}
