/** Tests of the upstream client against a real server that misbehaves on command; each asserts the traffic, too. */
@NullMarked
package dev.entrepot.proxy.upstream;

import org.jspecify.annotations.NullMarked;
