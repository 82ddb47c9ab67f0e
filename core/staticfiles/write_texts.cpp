#include "core/staticfiles/write_texts.hpp"

#include "core/log/log.hpp"
#include "core/staticfiles/new_file.hpp"
#include "core/staticfiles/parallel.hpp"

#include <atomic>
#include <memory>

namespace megactl::staticfiles {
namespace {

void write(const TextFile& text, const RootFolder& root, BesideNames& names) {
    const std::filesystem::path path(text.path);
    const os::Descriptor folder = root.open_folder(path.parent_path().string());
    NewFile file(folder.number(), root, text.path, names);
    file.write(text.content);
    file.put_at(path.filename().string());
    log::event(log::Level::debug, "static", "written", {{"path", text.path}});
}

}  // namespace

std::size_t write_texts(std::span<const TextFile> texts, const RootFolder& root, const ApplyOptions& options,
                        Progress& progress) {
    std::atomic<std::size_t> done = 0;
    run_parallel(texts.size(), options.threads, options.stop, [&](const std::stop_token&) -> Work {
        return [&, names = std::make_shared<BesideNames>()](std::size_t index) {
            write(texts[index], root, *names);
            done.fetch_add(1, std::memory_order_relaxed);
            progress.done.fetch_add(1, std::memory_order_relaxed);
        };
    });
    return done.load();
}

}  // namespace megactl::staticfiles
