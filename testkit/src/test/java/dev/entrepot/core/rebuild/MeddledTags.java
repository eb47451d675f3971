package dev.entrepot.core.rebuild;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.index.TagIndex;
import dev.entrepot.core.oci.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Lets somebody else come first, once. */
final class MeddledTags implements TagIndex {

    interface Meddling {
        void run() throws IOException;
    }

    private final TagIndex tags;
    private Optional<Meddling> meddling = Optional.empty();

    MeddledTags(TagIndex tags) {
        this.tags = tags;
    }

    void beforePut(Meddling first) {
        meddling = Optional.of(first);
    }

    @Override
    public Optional<TagEntry> ready(Reference.ByTag tag) {
        return tags.ready(tag);
    }

    @Override
    public Lookup<TagEntry> find(Reference.ByTag tag) {
        return tags.find(tag);
    }

    @Override
    public void put(Reference.ByTag tag, TagEntry entry) {
        Optional<Meddling> first = meddling;
        meddling = Optional.empty();
        try {
            if (first.isPresent()) {
                first.get().run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tags.put(tag, entry);
    }

    @Override
    public void remove(Reference.ByTag tag) {
        tags.remove(tag);
    }
}
