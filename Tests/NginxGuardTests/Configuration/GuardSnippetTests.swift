import NginxGuard
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("The file that guards a location")
struct GuardSnippetTests {
    @Test("every name is set for every kind of application, and its other spelling is taken away")
    func names() throws {
        let text = GuardSnippet.text(try #require(IdentityHeaders(["X-Tenant=org_id", "Who=sub"])))
        for line in [
            "auth_request_set $bearerd_x_tenant $upstream_http_x_tenant;",
            "proxy_set_header X-Tenant $bearerd_x_tenant;",
            "proxy_set_header X_Tenant \"\";", "grpc_set_header  X-Tenant $bearerd_x_tenant;",
            "grpc_set_header  X_Tenant \"\";", "fastcgi_param    HTTP_X_TENANT $bearerd_x_tenant;",
            "uwsgi_param      HTTP_X_TENANT $bearerd_x_tenant;", "scgi_param       HTTP_X_TENANT $bearerd_x_tenant;",
            "proxy_set_header Who $bearerd_who;", #"set $bearerd_identity "X-Tenant,Who,Auth-Refusal";"#,
            "error_page       403 = @bearerd_refusal;",
            "auth_request_set $bearerd_auth_refusal $upstream_http_auth_refusal;",
            "proxy_set_header Auth-Refusal $bearerd_auth_refusal;", "proxy_set_header Auth_Refusal \"\";",
            "fastcgi_param    HTTP_AUTH_REFUSAL $bearerd_auth_refusal;",
        ] {
            #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
        #expect(!text.contains("Auth-Subject"))
        #expect(!text.contains("Who \"\""))
    }
}
