package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Repository;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a path of the API names; the keyword that counts is the last one. */
sealed interface RegistryPath {

    record Base() implements RegistryPath {}

    record Manifest(String repository, String reference) implements RegistryPath {}

    record Blob(String repository, String digest) implements RegistryPath {}

    record Tags(String repository) implements RegistryPath {}

    record Referrers(String repository, String digest) implements RegistryPath {}

    record Other() implements RegistryPath {}

    Pattern OBJECT = Pattern.compile("/v2/(?<name>.+)/(?<kind>manifests|blobs|tags|referrers)/(?<reference>[^/]+)");

    static RegistryPath parse(String path) {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return new Base();
        }
        Matcher matcher = OBJECT.matcher(path);
        if (!matcher.matches() || !Repository.isValidPath(matcher.group("name"))) {
            return new Other();
        }
        String name = matcher.group("name");
        String reference = matcher.group("reference");
        return switch (matcher.group("kind")) {
            case "blobs" -> new Blob(name, reference);
            case "referrers" -> new Referrers(name, reference);
            case "manifests" -> new Manifest(name, reference);
            default -> reference.equals("list") ? new Tags(name) : new Other();
        };
    }
}
