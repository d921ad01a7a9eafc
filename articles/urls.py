"""The reader's URLs."""

from django.urls import URLPattern, URLResolver, include, path

from articles import converters, machine_files, sitemaps
from articles.views import about, article, doubt, front, language, lists, own, picture, shelves, sources, story, why

converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("latest/", lists.latest, name="latest"),
    path("section/<words:slug>/", shelves.section, name="section"),
    path("section/<words:slug>/latest/", shelves.section_latest, name="section_latest"),
    path("tag/<tag:slug>/", shelves.tag, name="tag"),
    path("tag/<tag:slug>/latest/", shelves.tag_latest, name="tag_latest"),
    path("sources/", sources.sources, name="sources"),
    path("source/<words:slug>/", sources.source, name="source"),
    path("article/<int:number>-<str:slug>/", article.article, name="article"),
    path("story/<int:number>-<str:slug>/", story.story, name="story"),
    path("story/<int:number>-<str:slug>/why/", why.why, name="story_why"),
    path("story/<int:number>-<str:slug>/history/", why.history, name="story_history"),
    path("story/<int:number>-<str:slug>/doubt/", doubt.doubt, name="doubt"),
    path("story/<int:number>-<str:slug>/doubt/received/", doubt.received, name="doubt_received"),
    path("story/<int:number>-<str:slug>/doubt/full/", doubt.full, name="doubt_full"),
    path("media/pictures/<str:folder>/<digest:digest>-<int:width>.webp", picture.picture, name="picture"),
    path("saved/", own.saved, name="saved"),
    path("settings/", own.settings_page, name="settings"),
    path("settings/language/", language.language, name="language"),
    path("offline/", own.offline, name="offline"),
    path("sw.js", own.worker, name="worker"),
    path("manifest.webmanifest", own.manifest, name="manifest"),
    path("about/", about.about, name="about"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/rights/", about.rights, name="rights"),
    path("", include("articles.feeds.urls")),
    path("robots.txt", machine_files.robots, name="robots"),
    path(".well-known/tdmrep.json", machine_files.tdmrep, name="tdmrep"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap/<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("sitemap/stories-<int:number>.xml", sitemaps.stories, name="sitemap_stories"),
]
