// For Android Studio: copy to android/app/build.gradle.kts. Not executed by this project's tests.
plugins {
    id("com.android.application") version "8.7.3"
    id("org.jetbrains.kotlin.android") version "2.4.21"
}

android {
    namespace = "dev.tashika.app"
    compileSdk = 34
    defaultConfig {
        applicationId = "dev.tashika.app"
        minSdk = 29
        targetSdk = 34
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(
                getDefaultProguardFile("proguard-android-optimize.txt"),
                "../../bindings/kotlin/consumer-rules.pro",
            )
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].java.srcDirs(
        "src/main/kotlin",
        "../ports/src/main/kotlin",
        "../presenter/src/main/kotlin",
        "../radio/src/main/kotlin",
        "../counter/src/main/kotlin",
        "../../bindings/kotlin/src/main/kotlin",
        "../../bindings/kotlin/target/generated",
    )
    // cargo xtask android puts the native libraries there.
    sourceSets["main"].jniLibs.srcDirs("../../target/android/jniLibs")
}

dependencies {
    implementation("com.google.zxing:core:3.5.4")
    implementation("net.java.dev.jna:jna:5.19.1@aar")
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
}
