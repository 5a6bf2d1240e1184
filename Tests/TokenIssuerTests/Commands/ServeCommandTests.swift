import ArgumentParser
import Testing

@testable import token_issuer

@Suite struct ServeCommandTests {
    @Test(
        "the page is for sockets of this machine",
        arguments: [
            ("unix:/run/issuer.sock", true), ("127.0.0.1:9001", true), ("[::1]:9001", true), ("0.0.0.0:9001", false),
            ("[::]:9001", false), ("192.0.2.1:9001", false),
        ]
    )
    func page(listen: String, isTaken: Bool) {
        let words = ["--state", "s", "--issuer", "http://127.0.0.1/", "--audience", "a", "--listen", listen]
        #expect((try? ServeCommand.parse(words)) != nil)
        #expect(((try? ServeCommand.parse(words + ["--page"])) != nil) == isTaken)
    }
}
