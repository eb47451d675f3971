package dev.entrepot.proxy.upstream.credential;

import dev.entrepot.core.blob.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user whose password is a file's text, less one line end; when the file changes, so does the password.
 *
 * @param host the only one it is for
 */
public record PasswordFile(String host, String username, ChangingFile file) implements CredentialSource {

    @Override
    public Optional<Credential> find(String asked, @Nullable Credential refused, Deadline deadline)
            throws CredentialException {
        if (!asked.equals(host)) {
            return Optional.empty();
        }
        String password = file.read(refused != null).replaceFirst("\\r?\\n\\z", "");
        Credential found = new Credential.Password(username, password);
        return found.equals(refused) ? Optional.empty() : Optional.of(found);
    }
}
