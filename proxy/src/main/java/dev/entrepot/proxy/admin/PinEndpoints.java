package dev.entrepot.proxy.admin;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.evict.Room;
import dev.entrepot.core.evict.Watermarks;
import dev.entrepot.core.index.Usage;
import dev.entrepot.core.index.UsageIndex;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pin.PinnedImage;
import dev.entrepot.core.pin.Pins;
import dev.entrepot.proxy.http.UpstreamNames;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code GET /pins}, {@code POST /pin?image=…} with or without {@code fixed}, {@code POST /unpin?image=…}. */
final class PinEndpoints {

    private final Pins pins;
    private final UsageIndex usage;
    private final Room room;
    private final Supplier<UpstreamNames> names;

    PinEndpoints(Pins pins, UsageIndex usage, Room room, Supplier<UpstreamNames> names) {
        this.pins = pins;
        this.usage = usage;
        this.room = room;
        this.names = names;
    }

    AdminAnswer all(AdminRequest request) {
        return AdminAnswer.json(200, answer(pins.list()));
    }

    AdminAnswer pin(AdminRequest request) {
        boolean isFixed = request.parameter("fixed").isPresent();
        return AskedImage.answer(request, names.get(), reference -> {
            Optional<Reference> wanted = isFixed ? fixed(reference) : Optional.of(reference);
            return wanted.isEmpty()
                    ? AdminAnswer.text(404, reference + " was never pulled, so nobody knows its digest; pull it first")
                    : AdminAnswer.json(200, answer(List.of(pins.pin(wanted.get()))));
        });
    }

    private Optional<Reference> fixed(Reference reference) throws IOException {
        return pins.named(reference).map(digest -> new Reference.ByDigest(reference.repository(), digest));
    }

    AdminAnswer unpin(AdminRequest request) {
        return AskedImage.answer(
                request,
                names.get(),
                reference -> pins.unpin(reference)
                        ? AdminAnswer.json(200, answer(List.of()))
                        : AdminAnswer.text(404, reference + " is not pinned; entrepot pins lists what is"));
    }

    private PinnedAnswer answer(List<PinnedImage> images) {
        long usable = room.level().usable();
        long pinned = pins.bytes();
        boolean fits = pinned <= usable * Watermarks.LOW;
        return new PinnedAnswer(
                images.stream().map(this::image).toList(),
                pinned,
                usable,
                fits ? "" : "what is pinned leaves no room for anything else; raise capacity or unpin some");
    }

    /** How many are here; -1 when the index cannot be asked. */
    private int held(Set<Digest> blobs) {
        int held = 0;
        for (Digest digest : blobs) {
            switch (usage.find(digest)) {
                case Lookup.Found<Usage> found -> held++;
                case Lookup.Absent<Usage> absent -> {}
                case Lookup.Unreachable<Usage> down -> {
                    return -1;
                }
            }
        }
        return held;
    }

    private PinnedAnswer.Image image(PinnedImage image) {
        Reference reference = image.pin().reference();
        return new PinnedAnswer.Image(
                reference.toString(),
                image.pin().last().map(Object::toString).orElse(""),
                reference instanceof Reference.ByTag,
                image.pin().since().toString(),
                image.blobs().size(),
                image.bytes(),
                held(image.blobs().keySet()));
    }
}
