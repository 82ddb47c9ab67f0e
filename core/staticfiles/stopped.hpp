#pragma once

namespace megactl::staticfiles {

// What work throws that a stop ends in its midst, where a part of the result would be none. Caught by whoever handed
// down the token.
struct Stopped {};

}  // namespace megactl::staticfiles
