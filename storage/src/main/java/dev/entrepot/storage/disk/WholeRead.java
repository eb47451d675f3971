package dev.entrepot.storage.disk;

import dev.entrepot.core.blob.Pace;
import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a file from start to end, past every cache but the kernel's. An interrupt ends it. */
final class WholeRead {

    private static final Logger LOG = LoggerFactory.getLogger(WholeRead.class);
    private static final int PIECE = 256 << 10;

    private final DiskFiles files;
    private final Path path;
    private final Pace pace;

    WholeRead(DiskFiles files, Path path, Pace pace) {
        this.files = files;
        this.path = path;
        this.pace = pace;
    }

    /**
     * False also where it cannot be read to its end.
     *
     * @throws IOException when it cannot be opened, or this thread is interrupted
     */
    boolean isOf(Digest digest) throws IOException {
        MessageDigest hash = digest.algorithm().newMessageDigest();
        try (FileChannel channel = files.open(path, StandardOpenOption.READ)) {
            feed(hash, channel);
        } catch (UnreadableException e) {
            LOG.warn("{} cannot be read to its end: {}", path, e.getMessage());
            return false;
        }
        return HexFormat.of().formatHex(hash.digest()).equals(digest.hex());
    }

    private void feed(MessageDigest hash, FileChannel channel) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long at = 0; ; at += piece.limit()) {
            if (read(channel, piece.clear(), at) < 0) {
                return;
            }
            hash.update(piece.flip());
            pace.took(piece.limit());
        }
    }

    private int read(FileChannel channel, ByteBuffer piece, long at) throws IOException {
        try {
            return files.read(path, channel, piece, at);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableException(e);
        }
    }

    private static final class UnreadableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnreadableException(IOException cause) {
            super(cause.toString(), cause);
        }
    }
}
