import ResourceServer

/// What the API answers, to whom.
enum Routes {
    static func router(_ api: ResourceServer) -> Router {
        var router = Router()
        router.get(
            "/orders/:id",
            api.requiring(.scope("read:orders"), claims: Customer.self) { request, _, customer in
                try .json(["id": request.parameters["id"], "customer": customer.number])
            }
        )
        return router
    }
}
