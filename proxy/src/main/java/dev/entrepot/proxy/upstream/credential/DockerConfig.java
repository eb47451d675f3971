package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Docker's {@code config.json}, as {@code docker login} and {@code podman login} write it: a helper for this host, else the
 * helper for all hosts, else what stands in the file. Read again when it changes.
 */
public final class DockerConfig implements CredentialSource {

    private record Read(String text, DockerConfigFile file) {}

    private final ChangingFile file;
    private final Map<String, String> names;
    private final Function<String, CredentialSource> newHelper;
    private final ConcurrentMap<String, CredentialSource> helpers = new ConcurrentHashMap<>();
    private volatile @Nullable Read last;

    /**
     * @param names of hosts that are known by another one as well, which counts more
     * @param newHelper from a helper's name, as {@link KeptCredentials#named}
     */
    public DockerConfig(ChangingFile file, Map<String, String> names, Function<String, CredentialSource> newHelper) {
        this.file = file;
        this.names = Map.copyOf(names);
        this.newHelper = newHelper;
    }

    @Override
    public Optional<Credential> find(String host, @Nullable Credential refused, Deadline deadline)
            throws CredentialException {
        DockerConfigFile config = config(refused != null);
        Optional<Credential> found = find(config, names.getOrDefault(host, host), refused, deadline);
        return found.isPresent() || !names.containsKey(host) ? found : find(config, host, refused, deadline);
    }

    private Optional<Credential> find(
            DockerConfigFile config, String name, @Nullable Credential refused, Deadline deadline)
            throws CredentialException {
        String server = ServerNames.canonical(name);
        String helper = config.helpers().getOrDefault(server, config.store().orElse(""));
        if (!helper.isEmpty()) {
            Optional<Credential> found =
                    helpers.computeIfAbsent(helper, newHelper).find(name, refused, deadline);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.ofNullable(config.auths().get(server)).filter(found -> !found.equals(refused));
    }

    private DockerConfigFile config(boolean now) throws CredentialException {
        String text = file.read(now);
        Read known = last;
        if (known == null || !known.text().equals(text)) {
            known = new Read(text, parsed(text));
            last = known;
        }
        return known.file();
    }

    private DockerConfigFile parsed(String text) throws CredentialException {
        try {
            return DockerConfigFile.parse(text);
        } catch (CredentialException e) {
            throw new CredentialException(file + ": " + e.getMessage(), e);
        }
    }

    /** By file and names. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DockerConfig that && file.equals(that.file) && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, names);
    }
}
