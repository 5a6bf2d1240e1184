import Glibc
import HTTP
import HTTPTypes

/// What a test server answers unless the test brings a handler of its own.
enum TestRoutes {
    struct Failure: Error {}

    static let mebibyte = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    static let handler: Router = {
        var router = Router()
        router.get("/hello") { _ in
            Response(status: .ok, headerFields: [.contentType: "text/plain"], body: Array("hello".utf8))
        }
        router.get("/target") { Response(status: .ok, body: Array($0.target.utf8)) }
        router.get("/mebibyte") { _ in Response(status: .ok, body: mebibyte) }
        router.get("/fails") { _ in throw Failure() }
        router.get("/thread") { _ in Response(status: .ok, body: Array("\(currentThread())".utf8)) }
        router.on(.post, "/echo", ClosureHandler { Response(status: .ok, body: $0.body) })
        return router
    }()
}

/// Which thread this is.
func currentThread() -> UInt {
    UInt(pthread_self())
}
