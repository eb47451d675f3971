package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.Intent;
import dev.entrepot.core.blob.Partial;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.storage.json.IntentJson;
import dev.entrepot.storage.json.IntentNote;
import dev.entrepot.storage.json.MalformedRecordException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is on its way: an intent and a partial file per digest.
 *
 * <p>Only the offset noted in an intent is trusted, never the length of the file: after a power cut a file may be long
 * and full of zeros where it was not forced.
 */
final class Ingest {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final IntentJson format = new IntentJson();

    Ingest(DataFolder data) {
        this.data = data;
        this.files = data.files();
        this.layout = data.layout();
    }

    /** @param forced bytes of the partial file that have reached the disk */
    void note(Intent intent, long forced) throws IOException {
        data.replace(layout.intent(intent.digest()), format.write(new IntentNote(intent, forced)));
    }

    /**
     * Notes the intent and opens its file, cut to {@code from.offset()} bytes; a new one where that is 0, since readers may
     * still use the old.
     */
    FileChannel open(Partial from) throws IOException {
        Path path = layout.partial(from.intent().digest());
        boolean anew = from.offset() == 0;
        if (anew) {
            files.delete(path);
        }
        note(from.intent(), from.offset());
        FileChannel channel = files.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                anew ? StandardOpenOption.CREATE_NEW : StandardOpenOption.WRITE);
        try {
            if (channel.size() < from.offset()) {
                throw new IOException(path + " has " + channel.size() + " bytes, not " + from.offset());
            }
            files.truncate(path, channel, from.offset());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void forget(Digest digest) throws IOException {
        files.delete(layout.intent(digest));
    }

    /** The file goes first: an intent without a file is litter, a file without an intent would be a riddle. */
    void drop(Digest digest) throws IOException {
        files.delete(layout.partial(digest));
        files.delete(layout.intent(digest));
    }

    Optional<Partial> partial(Digest digest) {
        try {
            IntentNote note = read(digest);
            long size = note.intent().size();
            long most = size == Intent.SIZE_UNKNOWN ? Long.MAX_VALUE : size - 1;
            long offset = Math.min(Math.min(note.forced(), most), files.size(layout.partial(digest)));
            return offset < 1 ? Optional.empty() : Optional.of(new Partial(note.intent(), offset));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("What is left of {} cannot be continued: {}", digest, e.toString());
            return Optional.empty();
        }
    }

    private IntentNote read(Digest digest) throws IOException {
        IntentNote note = format.read(files.readAll(layout.intent(digest)));
        if (!note.intent().digest().equals(digest)) {
            throw new IOException(
                    "the intent of " + digest + " speaks of " + note.intent().digest());
        }
        return note;
    }

    /**
     * Removes what no fill can use after a restart, and reads nothing but this folder for it.
     *
     * @return intents whose blob was committed but perhaps not registered
     */
    List<Intent> recover() throws IOException {
        TreeSet<Digest> left = new TreeSet<>();
        for (Path file : files.list(layout.ingest())) {
            if (layout.isTemporary(file)) {
                files.delete(file);
            } else {
                layout.ingested(file).ifPresent(left::add);
            }
        }
        List<Intent> committed = new ArrayList<>();
        for (Digest digest : left) {
            recover(digest).ifPresent(committed::add);
        }
        return committed;
    }

    private Optional<Intent> recover(Digest digest) {
        try {
            if (files.exists(layout.blob(digest))) {
                files.delete(layout.partial(digest));
                return Optional.of(read(digest).intent());
            }
            if (partial(digest).isEmpty()) {
                drop(digest);
            }
        } catch (MalformedRecordException | NoSuchFileException e) {
            dropQuietly(digest);
        } catch (IOException e) {
            LOG.warn("What is left of {} stays as it is", digest, e);
        }
        return Optional.empty();
    }

    private void dropQuietly(Digest digest) {
        try {
            drop(digest);
        } catch (IOException e) {
            LOG.warn("What is left of {} could not be removed", digest, e);
        }
    }
}
