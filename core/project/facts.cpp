#include "core/project/facts.hpp"

namespace megactl::project {

std::string Scope::text() const {
    std::string text = "repo";
    if (host) text += ",host";
    if (clock) text += ",clock";
    if (network) text += ",network";
    return text;
}

}  // namespace megactl::project
