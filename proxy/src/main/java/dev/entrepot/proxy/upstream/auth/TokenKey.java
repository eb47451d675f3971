package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.credential.Credential;
import java.net.URI;
import java.util.Optional;

/**
 * What a token was issued for.
 *
 * @param service as challenged; some token services want none
 * @param credential empty for an anonymous token
 */
record TokenKey(URI realm, Optional<String> service, String scope, Optional<Credential> credential) {}
