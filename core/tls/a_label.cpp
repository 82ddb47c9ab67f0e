#include "core/tls/a_label.hpp"

#include "core/os/loaded_library.hpp"

#include <idn2.h>

#include <memory>

namespace megactl::tls {

namespace {

// What of libidn2 is used. It is loaded rather than linked: with its tables it is larger than this program, and hardly
// a name needs it.
struct Library {
    decltype(&::idn2_to_ascii_8z) to_ascii = nullptr;
    decltype(&::idn2_free) free = nullptr;

    bool is_whole() const { return to_ascii != nullptr && free != nullptr; }
};

Library load() {
    const os::LoadedLibrary loaded("libidn2.so.0");
    Library library;
    loaded.look_up("idn2_to_ascii_8z", library.to_ascii);
    loaded.look_up("idn2_free", library.free);
    return library;
}

const Library& library() {
    static const Library loaded = load();
    return loaded;
}

}  // namespace

bool can_convert_names() {
    return library().is_whole();
}

std::string a_labels_of(const std::string& name) {
    if (name.find('\0') != std::string::npos || !can_convert_names()) return {};
    char* converted = nullptr;
    const int answer = library().to_ascii(name.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> owner(converted, library().free);
    return answer == IDN2_OK && converted != nullptr ? converted : "";
}

}  // namespace megactl::tls
