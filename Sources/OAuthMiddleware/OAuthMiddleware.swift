// OAuthMiddleware
