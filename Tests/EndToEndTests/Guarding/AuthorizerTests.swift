import Foundation
import Testing

/// bearerd as a FastCGI Authorizer of a real lighttpd: nginx/examples/lighttpd.conf.
@Suite("The Authorizer of lighttpd")
struct AuthorizerTests {
    @Test(
        "a good token is let through and its claims are in the application's environment; all else is refused by bearerd"
    )
    func authorizer() async throws {
        try await withDeployment { deployment in
            let port = try LocalSocket.freePort()
            let configuration = try configure(deployment, port: port)
            let lighttpd = Program(command: ["lighttpd", "-D", "-f", configuration])
            try await lighttpd.running(log: "\(deployment.folder)/lighttpd.log") { _ in
                let http = HTTPClient(port: port)
                try await waitUntil("lighttpd answers") { try await http.send("GET", "/").status > 0 }
                try await expectRefusals(http, deployment)

                let token = try await deployment.token("--subject", "auth0|alice", "--scope", "read:files")
                #expect(try await http.get("/report.txt", token: token).text == "secret")
                let fields = ["Authorization: Bearer \(token)", "Auth-Subject: root", "Variable-AUTH_SUBJECT: root"]
                let answer = try await http.send("GET", "/environment.sh?x=1", fields: fields)
                let lines = answer.text.split(separator: "\n").map(String.init)
                #expect(lines.filter { $0.hasPrefix("AUTH_SUBJECT=") } == ["AUTH_SUBJECT=auth0|alice"])
                #expect(lines.contains("AUTH_SCOPE=read:files"))
                #expect(
                    try await http.send("POST", "/report.txt", fields: fields, body: Array("x=1".utf8)).status != 500
                )
            }
        }
    }

    private func expectRefusals(_ http: HTTPClient, _ deployment: Deployment) async throws {
        let missing = try await http.send("GET", "/report.txt")
        #expect(missing.status == 401)
        #expect(missing.challenges("Bearer") == [["realm": "api", "scope": "read:files"]])
        #expect(missing.values(of: "WWW-Authenticate").count == 2)
        #expect(missing.members["error_code"] == "token_missing")
        let weak = try await http.get("/report.txt", token: deployment.token())
        #expect(weak.status == 403)
        #expect(weak.challenges("Bearer").first?["scope"] == "read:files")
        let malformed = try await http.send("GET", "/report.txt", fields: ["Authorization: Bearer a b"])
        #expect(malformed.status == 400)
        #expect(malformed.members["error_code"] == "invalid_request")
    }

    private func configure(_ deployment: Deployment, port: UInt16) throws -> String {
        let files = "\(deployment.folder)/files"
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: false)
        try "secret".write(toFile: "\(files)/report.txt", atomically: false, encoding: .utf8)
        let script = "printf 'Content-Type: text/plain\\r\\n\\r\\n'; env\n"
        try script.write(toFile: "\(files)/environment.sh", atomically: false, encoding: .utf8)
        let example = try Project.text(of: "nginx/examples/lighttpd.conf")
            .replacing("/run/bearerd/bearerd.sock", with: deployment.bearerdSocket)
            .replacing("/var/www/files", with: files)
        let path = "\(deployment.folder)/lighttpd.conf"
        let text = """
            server.bind = "127.0.0.1"
            server.port = \(port)
            server.document-root = "\(files)"
            \(example)
            server.modules += ("mod_cgi")
            cgi.assign = (".sh" => "/bin/sh")
            """
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }
}
