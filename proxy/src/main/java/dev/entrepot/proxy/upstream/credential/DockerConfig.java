package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.util.List;
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
    private final Function<String, List<String>> names;
    private final Function<String, CredentialSource> newHelper;
    private final ConcurrentMap<String, CredentialSource> helpers = new ConcurrentHashMap<>();
    private volatile @Nullable Read last;

    /**
     * @param names under which a host may stand in the file, the first one that does counts
     * @param newHelper from a helper's name, as {@link CredentialHelper#named}
     */
    public DockerConfig(
            ChangingFile file, Function<String, List<String>> names, Function<String, CredentialSource> newHelper) {
        this.file = file;
        this.names = names;
        this.newHelper = newHelper;
    }

    @Override
    public Optional<Credential> find(String host, @Nullable Credential refused, Deadline deadline)
            throws CredentialException {
        DockerConfigFile config = config(refused != null);
        for (String name : names.apply(host)) {
            Optional<Credential> found = find(config, name, refused, deadline);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
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
}
