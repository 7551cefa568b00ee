// For Android Studio: copy to android/settings.gradle.kts. Not executed by this project's tests.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}
rootProject.name = "tashika-android"
include(":app")
