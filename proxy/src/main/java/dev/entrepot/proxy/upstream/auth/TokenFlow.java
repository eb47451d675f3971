package dev.entrepot.proxy.upstream.auth;

import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.http.UpstreamRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The two ways of asking for a token. */
enum TokenFlow {

    /** {@code ?service=&scope=}, with Basic credentials or without (distribution, token.md). Spoken nearly everywhere. */
    GET {
        @Override
        UpstreamRequest request(TokenKey key) {
            UpstreamRequest request = UpstreamRequest.get(url(key)).with("Accept", "application/json");
            return key.credential()
                    .map(credential -> request.with("Authorization", credential.basic()))
                    .orElse(request);
        }

        @Override
        boolean mayNotBeSpoken(TokenKey key, int status) {
            return key.credential().isPresent() && (status == 400 || isUnknown(status));
        }
    },

    /** An OAuth2 form (distribution, oauth.md). The only one that is meant for identity tokens. */
    POST {
        @Override
        UpstreamRequest request(TokenKey key) {
            return UpstreamRequest.post(key.realm(), form(key)).with("Accept", "application/json");
        }

        // GCR answers 404 to it, Artifactory 401, ACR 400 to a password: containerd, remotes/docker/authorizer.go.
        @Override
        boolean mayNotBeSpoken(TokenKey key, int status) {
            return status == 400 || status == 401 || isUnknown(status);
        }
    };

    private static final String CLIENT = "entrepot";

    abstract UpstreamRequest request(TokenKey key);

    /** Whether a status may be due to the way of asking and not to who asks. */
    abstract boolean mayNotBeSpoken(TokenKey key, int status);

    /** Which to try first and, with something to show, second. */
    static List<TokenFlow> order(TokenKey key, Optional<TokenFlow> spoken) {
        if (key.credential().isEmpty()) {
            return List.of(GET);
        }
        boolean isIdentity = key.credential().get() instanceof Credential.IdentityToken;
        TokenFlow first = spoken.orElse(isIdentity ? POST : GET);
        return List.of(first, first == GET ? POST : GET);
    }

    private static boolean isUnknown(int status) {
        return status == 404 || status == 405 || status == 501;
    }

    /** The realm may have a query of its own. */
    private static URI url(TokenKey key) {
        StringJoiner query = new StringJoiner("&");
        Optional.ofNullable(key.realm().getRawQuery()).ifPresent(query::add);
        key.service().ifPresent(service -> query.add("service=" + encoded(service)));
        query.add("scope=" + encoded(key.scope()));
        String realm = key.realm().toString();
        int end = realm.indexOf('?');
        return URI.create((end < 0 ? realm : realm.substring(0, end)) + '?' + query);
    }

    private static String form(TokenKey key) {
        StringJoiner form = new StringJoiner("&");
        switch (key.credential().orElseThrow()) {
            case Credential.IdentityToken identity ->
                form.add("grant_type=refresh_token").add("refresh_token=" + encoded(identity.token()));
            case Credential.Password user ->
                form.add("grant_type=password")
                        .add("username=" + encoded(user.username()))
                        .add("password=" + encoded(user.password()));
        }
        key.service().ifPresent(service -> form.add("service=" + encoded(service)));
        return form.add("client_id=" + CLIENT)
                .add("scope=" + encoded(key.scope()))
                .toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
