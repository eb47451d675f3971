package dev.entrepot.proxy.admin;

import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.proxy.http.UpstreamNames;
import java.io.IOException;

/** The parameter {@code image} of a request, and what is answered where it is none. */
final class AskedImage {

    private AskedImage() {}

    /** Answers for one image. */
    interface Answering {
        AdminAnswer of(Reference reference) throws IOException;
    }

    static AdminAnswer answer(AdminRequest request, UpstreamNames names, Answering answering) {
        String image = request.parameter("image").orElse("").strip();
        if (image.isEmpty()) {
            return AdminAnswer.text(400, "say which image, such as ?image=alpine:3.20");
        }
        try {
            ImageName name = ImageName.parse(image, names);
            return name.reference().isEmpty()
                    ? AdminAnswer.text(400, "'" + image + "' has neither a tag nor a digest")
                    : answering.of(name.reference().get());
        } catch (IllegalArgumentException e) {
            return AdminAnswer.text(400, String.valueOf(e.getMessage()));
        } catch (OciException e) {
            return AdminAnswer.text(400, e.error().message());
        } catch (IOException e) {
            return AdminAnswer.text(500, "the disk refuses: " + e.getMessage());
        }
    }
}
