package dev.entrepot.proxy.upstream.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one {@code config.json} says, by {@link ServerNames#canonical} name.
 *
 * @param auths credentials that stand in the file itself
 * @param helpers names of helpers, each for one server
 * @param store the helper for all others
 */
record DockerConfigFile(Map<String, Credential> auths, Map<String, String> helpers, Optional<String> store) {

    private static final Logger LOG = LoggerFactory.getLogger(DockerConfigFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws CredentialException when it is no such file; the message does not quote it */
    static DockerConfigFile parse(String text) throws CredentialException {
        try {
            JsonNode root = JSON.readTree(text);
            if (root == null || !root.isObject()) {
                throw new CredentialException("it is not a JSON object");
            }
            Map<String, Credential> auths = new LinkedHashMap<>();
            wholeServers(root.path("auths"))
                    .forEach(entry -> credential(entry.getValue())
                            .ifPresent(found -> auths.put(ServerNames.canonical(entry.getKey()), found)));
            Map<String, String> helpers = new LinkedHashMap<>();
            wholeServers(root.path("credHelpers"))
                    .forEach(entry -> helper(entry.getValue())
                            .ifPresent(name -> helpers.put(ServerNames.canonical(entry.getKey()), name)));
            return new DockerConfigFile(auths, helpers, helper(root.path("credsStore")));
        } catch (JsonProcessingException e) {
            throw new CredentialException("it is not JSON");
        }
    }

    /** A credential for a part of a server must not be shown for the rest of it. */
    private static List<Map.Entry<String, JsonNode>> wholeServers(JsonNode byServer) {
        Map<Boolean, List<Map.Entry<String, JsonNode>>> entries = byServer.properties().stream()
                .collect(Collectors.partitioningBy(entry -> ServerNames.isWholeServer(entry.getKey())));
        entries.getOrDefault(false, List.of())
                .forEach(entry -> LOG.info("passed over, since it is not for all of its server: {}", entry.getKey()));
        return entries.getOrDefault(true, List.of());
    }

    /** A name, never a path: it becomes part of a program's. */
    private static Optional<String> helper(JsonNode name) {
        return Optional.of(name.asText("")).filter(text -> text.matches("[A-Za-z0-9][A-Za-z0-9._-]*"));
    }

    /** An identity token counts more than the user that stands beside it. */
    private static Optional<Credential> credential(JsonNode entry) {
        String identity = entry.path("identitytoken").asText("");
        if (!identity.isEmpty()) {
            return Optional.of(new Credential.IdentityToken(identity));
        }
        String pair = decoded(entry.path("auth").asText(""));
        int colon = pair.indexOf(':');
        String username = colon < 0 ? entry.path("username").asText("") : pair.substring(0, colon);
        String password = colon < 0 ? entry.path("password").asText("") : pair.substring(colon + 1);
        return password.isEmpty() ? Optional.empty() : Optional.of(Credential.of(username, password));
    }

    private static String decoded(String base64) {
        try {
            // Some tools pad the password with zeros, as Docker's own reader expects.
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8).replaceFirst("\0+\\z", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "credentials for " + auths.keySet();
    }
}
