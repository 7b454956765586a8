namespace Perennial.Browser.House;

/// <summary>Public data sets, which lie beside the repository and are no part of it.</summary>
internal static class Data
{
    /// <summary>Where a data set is; null where it is not.</summary>
    public static string? Find(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
