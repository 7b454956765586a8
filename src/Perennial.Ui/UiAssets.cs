using System.Collections.Concurrent;

namespace Perennial.Ui;

/// <summary>The style sheets and scripts of the house, and those it vendors.</summary>
public static class UiAssets
{
    private static readonly ConcurrentDictionary<string, string> Loaded = new(StringComparer.Ordinal);

    /// <summary>Colours, type and space, light and dark.</summary>
    public const string Tokens = "tokens.css";

    /// <summary>The parts that pages are made of.</summary>
    public const string Parts = "parts.css";

    /// <summary>Charts with the house's theme, from data in the page.</summary>
    public const string Charts = "charts.js";

    /// <summary>Sorting of tables, switching of measures and theme.</summary>
    public const string Behaviour = "behaviour.js";

    /// <summary>Apache ECharts.</summary>
    public const string ECharts = "echarts.min.js";

    /// <summary>The text of an asset.</summary>
    public static string Text(string name) => Loaded.GetOrAdd(name, static name =>
    {
        using var stream = typeof(UiAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no asset {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });
}
