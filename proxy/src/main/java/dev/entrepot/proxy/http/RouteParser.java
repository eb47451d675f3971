package dev.entrepot.proxy.http;

import dev.entrepot.core.discovery.Subject;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciErrorCode;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a request target. All three ways to name an upstream work, together as well: {@code ?ns=} (containerd),
 * {@code /v2/<registry>/<repository>} (podman, crane, BuildKit) and {@code /<registry>/v2/<repository>} (containerd
 * without {@code override_path}). {@code ns} wins; a first component is stripped only when it names the same upstream.
 */
final class RouteParser {

    private static final String API = "/v2/";

    private final UpstreamNames names;
    private final RememberedRoutes remembered = new RememberedRoutes();

    RouteParser(UpstreamNames names) {
        this.names = names;
    }

    RegistryRoute parse(String target) {
        return remembered.get(target).orElseGet(() -> read(target));
    }

    private RegistryRoute read(String target) {
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        try {
            RegistryRoute route = route(decoded(rawPath), RequestQuery.of(target));
            remembered.put(target, route);
            return route;
        } catch (OciException e) {
            return new RegistryRoute.Refused(e.error());
        }
    }

    private RegistryRoute route(String path, RequestQuery query) {
        if (path.equals("/v2") || path.equals(API)) {
            return new RegistryRoute.Ping();
        }
        if (path.startsWith(API)) {
            return object(path, path.substring(API.length()), Optional.empty(), query);
        }
        int api = path.indexOf(API, 1);
        if (api > 1 && path.indexOf('/', 1) == api) {
            String prefix = path.substring(1, api).toLowerCase(Locale.ROOT);
            String rest = path.substring(api + API.length());
            return rest.isEmpty() ? new RegistryRoute.Ping() : object(path, rest, Optional.of(known(prefix)), query);
        }
        return new RegistryRoute.Elsewhere();
    }

    /**
     * Splits at the last keyword, because a repository may be called {@code manifests} or {@code blobs}
     * (protocol.md, case 6).
     */
    private RegistryRoute object(String path, String rest, Optional<String> prefixUpstream, RequestQuery query) {
        if (rest.equals("_catalog")) {
            throw new OciException(OciErrorCode.UNSUPPORTED.error(
                    404, "a cache cannot say which repositories there are: ask the upstream itself"));
        }
        int beforeReference = rest.lastIndexOf('/');
        int beforeKeyword = beforeReference <= 0 ? -1 : rest.lastIndexOf('/', beforeReference - 1);
        if (beforeKeyword <= 0) {
            return new RegistryRoute.Elsewhere();
        }
        String keyword = rest.substring(beforeKeyword + 1, beforeReference);
        String reference = rest.substring(beforeReference + 1);
        Named named = new Named(path, rest.substring(0, beforeKeyword), prefixUpstream, query);
        return switch (keyword) {
            case "manifests" ->
                new RegistryRoute.Manifest(Reference.parse(repository(named), reference), query.namespace());
            case "blobs" -> new RegistryRoute.Blob(repository(named), Digest.parse(reference), query.namespace());
            case "tags" -> reference.equals("list") ? tags(named) : new RegistryRoute.Elsewhere();
            case "referrers" -> referrers(named, Digest.parse(reference));
            default -> new RegistryRoute.Elsewhere();
        };
    }

    /** @param name of the repository, as it stands in the path */
    private record Named(String path, String name, Optional<String> prefixUpstream, RequestQuery query) {}

    private RegistryRoute tags(Named named) {
        RequestQuery query = named.query();
        return new RegistryRoute.Tags(
                repository(named), named.name(), named.path(), query.namespace(), query.first("last"), query.limit());
    }

    private RegistryRoute referrers(Named named, Digest subject) {
        RequestQuery query = named.query();
        return new RegistryRoute.Referrers(
                new Subject(repository(named), subject), query.first("artifactType"), query.namespace());
    }

    private Repository repository(Named asked) {
        String name = asked.name();
        int slash = name.indexOf('/');
        String first = slash < 0 ? name : name.substring(0, slash);
        Optional<String> firstUpstream = slash < 0 ? Optional.empty() : names.resolve(first);
        Optional<String> named = asked.query().namespace().map(this::known).or(asked::prefixUpstream);
        if (named.isEmpty() && firstUpstream.isEmpty() && slash >= 0 && names.mustBeHost(first)) {
            throw unknown(first);
        }
        String upstream = named.or(() -> firstUpstream).orElse(names.defaultUpstream());
        boolean strip = firstUpstream.isPresent() && firstUpstream.get().equals(upstream);
        return names.repository(upstream, strip ? name.substring(slash + 1) : name);
    }

    private String known(String name) {
        return names.resolve(name).orElseThrow(() -> unknown(name));
    }

    private static OciException unknown(String name) {
        return new OciException(OciErrorCode.NAME_UNKNOWN.error("the registry '" + name
                + "' is not configured here; add it to entrepot.yaml:  upstreams: {\"" + name + "\": {url: https://"
                + name + "}}"));
    }

    /** An encoded slash stays what it is, part of a component, and then no name allows it. */
    private static String decoded(String rawPath) {
        if (rawPath.indexOf('%') < 0) {
            return rawPath;
        }
        try {
            String kept = rawPath.replace("%2F", "%252F").replace("%2f", "%252f");
            return QueryStringDecoder.decodeComponent(kept.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new OciException(OciErrorCode.NAME_INVALID.error("the path is not well percent-encoded"));
        }
    }
}
