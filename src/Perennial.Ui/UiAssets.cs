using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Perennial.Ui;

/// <summary>The style sheets and scripts of the house, and those it vendors.</summary>
public static class UiAssets
{
    /// <summary>Colours, type and space, light and dark.</summary>
    public const string Tokens = "tokens.css";

    /// <summary>The parts that the report's page is made of.</summary>
    public const string Parts = "parts.css";

    /// <summary>Charts with the house's theme, from data in the page.</summary>
    public const string Charts = "charts.js";

    /// <summary>Sorting of tables and switching of measures; on the report's page the theme too.</summary>
    public const string Behaviour = "behaviour.js";

    /// <summary>Apache ECharts.</summary>
    public const string ECharts = "echarts.min.js";

    /// <summary>Tabler, the base of the server's pages.</summary>
    public const string Tabler = "tabler.min.css";

    /// <summary>The server's pages beyond Tabler: tokens, the frame around a page, the parts within it.</summary>
    public const string HouseLook = "house.css";

    /// <summary>htmx, which renews parts of a page.</summary>
    public const string Htmx = "htmx.min.js";

    /// <summary>The theme, before the first drawing.</summary>
    public const string Theme = "theme.js";

    /// <summary>Behaviour of the server's pages: theme, menus, forms, keys, search.</summary>
    public const string HouseScript = "house.js";

    /// <summary>The sign of the house, in a browser's tab.</summary>
    public const string Mark = "mark.svg";

    private const int HashCharacters = 12;

    // A sixth smaller than what "optimal" stands for, and still a fraction of a second for the greatest, once.
    private const int BrotliQuality = 9;

    // What is always wanted together is sent as one.
    private static readonly Dictionary<string, string[]> Bundles = new(StringComparer.Ordinal)
    {
        [HouseLook] = [Tokens, "shell.css", "look.css", "forms.css", "figures.css"],
        [HouseScript] = [Behaviour, "page.js", "forms.js", "palette.js"],
    };

    private static readonly ConcurrentDictionary<string, Asset> Loaded = new(StringComparer.Ordinal);

    private sealed record Asset(string Text, byte[] Plain, string Hash)
    {
        public Lazy<byte[]> Brotli { get; } = new(() =>
            Compressed(Plain, to => new BrotliStream(to, new BrotliCompressionOptions { Quality = BrotliQuality })));

        public Lazy<byte[]> Gzip { get; } = new(() => Compressed(Plain, to => new GZipStream(to, CompressionLevel.Optimal)));
    }

    /// <summary>The text of an asset.</summary>
    /// <exception cref="ArgumentException">There is no such asset.</exception>
    public static string Text(string name) => Find(name)?.Text ?? throw new ArgumentException($"There is no asset {name}.", nameof(name));

    /// <summary>Where the server has an asset; another content has another path, so that it may be kept for good.</summary>
    /// <exception cref="ArgumentException">There is no such asset.</exception>
    public static string Path(string name) =>
        $"/assets/{Find(name)?.Hash ?? throw new ArgumentException($"There is no asset {name}.", nameof(name))}/{name}";

    /// <summary>Adds the route of the assets.</summary>
    public static IEndpointConventionBuilder MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{hash}/{name}", SendAsync);

    private static async Task SendAsync(HttpContext http)
    {
        var name = (string)http.GetRouteValue("name")!;
        if (name.StartsWith("icon.", StringComparison.Ordinal) || Find(name) is not { } asset ||
            !string.Equals((string?)http.GetRouteValue("hash"), asset.Hash, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (encoding, body) = accepted.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli.Value)
            : accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip.Value)
            : (null, asset.Plain);
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        http.Response.ContentType = System.IO.Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8", ".svg" => "image/svg+xml", _ => "text/javascript; charset=utf-8",
        };
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static Asset? Find(string name)
    {
        if (Loaded.TryGetValue(name, out var known))
        {
            return known;
        }

        // What is not there is not remembered: names come from outside.
        var parts = (Bundles.GetValueOrDefault(name) ?? [name]).Select(Read).ToList();
        if (name.StartsWith("Text.", StringComparison.Ordinal) || parts.Contains(null))
        {
            return null;
        }

        var text = string.Join('\n', parts);
        var bytes = Encoding.UTF8.GetBytes(text);
        return Loaded.GetOrAdd(name, new Asset(text, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..HashCharacters]));
    }

    private static string? Read(string name)
    {
        using var stream = typeof(UiAssets).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static byte[] Compressed(byte[] plain, Func<Stream, Stream> with)
    {
        using var memory = new MemoryStream();
        using (var stream = with(memory))
        {
            stream.Write(plain);
        }

        return memory.ToArray();
    }
}
