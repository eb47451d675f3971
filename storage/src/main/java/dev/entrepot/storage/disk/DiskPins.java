package dev.entrepot.storage.disk;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pin.Pin;
import dev.entrepot.core.pin.PinRecords;
import dev.entrepot.storage.json.MalformedRecordException;
import dev.entrepot.storage.json.PinJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pins as small JSON files under {@code pins/}, named by a hash because an image's name may be longer than a file's. */
public final class DiskPins implements PinRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DiskPins.class);

    private final DataFolder data;
    private final DiskFiles files;
    private final DiskLayout layout;
    private final PinJson format = new PinJson();

    public DiskPins(DataFolder data) {
        this.data = data;
        this.files = data.files();
        this.layout = data.layout();
    }

    @Override
    public List<Pin> all() throws IOException {
        List<Pin> pins = new ArrayList<>();
        try {
            for (Path file : files.list(layout.pins())) {
                read(file, pins);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("nothing was ever pinned", e);
        }
        return pins;
    }

    private void read(Path file, List<Pin> into) throws IOException {
        try {
            into.add(format.read(files.readAll(file)));
        } catch (MalformedRecordException e) {
            LOG.error("{} is no pin, and pins nothing: {}", file, e.getMessage());
        }
    }

    @Override
    public void put(Pin pin) throws IOException {
        files.createFolders(layout.pins());
        data.replace(file(pin.reference()), format.write(pin));
        files.forceFolder(layout.pins());
    }

    @Override
    public void remove(Reference reference) throws IOException {
        files.delete(file(reference));
    }

    private Path file(Reference reference) {
        byte[] name = reference.toString().getBytes(StandardCharsets.UTF_8);
        return layout.pins().resolve(Digest.sha256(name).hex() + ".json");
    }
}
