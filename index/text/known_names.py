"""Names that people write in lower case and the word lists lack, although other words are near them."""

KNOWN_NAMES = frozenset(
    (
        # programs and services
        *("adguard", "airtable", "alacritty", "alertmanager", "argocd", "authelia", "authentik", "bazarr", "bitbucket"),
        *("bitwarden", "borgbackup", "btrfs", "calibre", "chromecast", "clojure", "cloudflare", "codeberg", "cron"),
        *("crontab", "datadog", "deno", "dropbox", "duckdns", "duplicati", "dygraph", "elasticsearch", "emby", "esphome"),
        *("etcd", "excalidraw", "ffmpeg", "figma", "flatpak", "fluentd", "forgejo", "freshrss", "gerbera", "gitea", "github"),
        *("gitlab", "gotify", "gradle", "grafana", "grocy", "gunicorn", "haproxy", "headscale", "homarr", "homebridge"),
        *("htop", "immich", "influxdb", "inkscape", "jackett", "jellyfin", "jellyseerr", "jira", "jitsi", "kavita"),
        *("keepass", "keycloak", "kibana", "kodi", "komga", "krita", "kubernetes", "libvirt", "lidarr", "lighttpd"),
        *("linkding", "logseq", "logstash", "mailcow", "mariadb", "matomo", "mattermost", "memcached", "miniflux", "minio"),
        *("mongodb", "mosquitto", "mysql", "nagios", "nats", "navidrome", "neovim", "netbird", "netdata", "nextcloud"),
        *("nginx", "nixos", "nodered", "ntfy", "nuxt", "nzbget", "obs", "octoprint", "ollama", "ombi", "openvpn", "openwrt"),
        *("opnsense", "overseerr", "owncloud", "peertube", "pfsense", "photoprism", "pihole", "piwigo", "pixelfed", "plex"),
        *("plexamp", "podman", "portainer", "postgres", "postgresql", "privoxy", "prowlarr", "proxmox", "qbittorrent"),
        *("qemu", "rabbitmq", "radarr", "rclone", "readarr", "restic", "roundcube", "rsync", "seafile", "searxng", "signoz"),
        *("sonarr", "splunk", "spotify", "sqlite", "syncthing", "synology", "tailscale", "tasmota", "tautulli", "telegraf"),
        *("termux", "tmux", "traefik", "trello", "trilium", "truenas", "unraid", "uvicorn", "vaultwarden", "vercel", "vite"),
        *("vscode", "wallabag", "wireguard", "wireshark", "woocommerce", "wordpress", "zabbix", "zerotier", "zigbee"),
        *("zulip", "zwave"),
        # games, and what is said in them
        *("arma", "astroneer", "balatro", "bukkit", "bungeecord", "csgo", "cuphead", "dayz", "dota", "dynmap", "elytra"),
        *("enderman", "endermen", "factorio", "forza", "gmod", "gta", "hytale", "litematica", "luckperms", "mcmmo"),
        *("modpack", "modpacks", "morrowind", "nerfed", "netherite", "noita", "optifine", "osrs", "palworld", "papermc"),
        *("phasmophobia", "piglin", "piglins", "pubg", "ragequit", "respawn", "rimworld", "runescape", "shulker", "shulkers"),
        *("skyblock", "skyrim", "spawners", "speedruns", "stardew", "starfield", "subnautica", "tekkit", "undertale"),
        *("valheim", "valorant", "vrchat", "warframe", "worldedit"),
        # board games
        *("azul", "catan", "cluedo", "dixit", "gloomhaven", "hanabi", "jenga", "meeple", "meeples", "warhammer"),
        # brands
        *("aldi", "alipay", "arduino", "asus", "bizum", "brompton", "dewalt", "dremel", "fitbit", "garmin", "greggs"),
        *("haribo", "hilti", "huawei", "husqvarna", "karcher", "klarna", "lidl", "logitech", "makita", "miele", "nandos"),
        *("nespresso", "nvidia", "oneplus", "primark", "prusa", "radeon", "roomba", "ryobi", "ryzen", "shein", "stihl"),
        *("temu", "tesco", "thinkpad", "uniqlo", "velux", "vinted", "waitrose", "xiaomi", "zwift"),
    )
)
"""Names of programs, games and brands; those that the word list of a language has need not be here."""
