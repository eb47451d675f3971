/** Tests of where credentials come from. */
@NullMarked
package dev.entrepot.proxy.upstream.credential;

import org.jspecify.annotations.NullMarked;
