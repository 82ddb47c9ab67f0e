#include "core/worker/node_name.hpp"

namespace megactl::worker {

std::string node_name(std::string_view name, std::string_view host) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    const std::string_view domain = dot == std::string_view::npos ? std::string_view{} : host.substr(dot + 1);
    if (name.empty()) name = "megactl";
    std::string node;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char next = name[i] == '%' && i + 1 < name.size() ? name[i + 1] : '\0';
        switch (next) {
            case 'h': node += host; break;
            case 'n': node += label; break;
            case 'd': node += domain; break;
            case '%': node += '%'; break;
            default: node += name[i]; continue;
        }
        ++i;
    }
    if (node.find('@') == std::string::npos) node.append("@").append(host);
    return node;
}

}  // namespace megactl::worker
