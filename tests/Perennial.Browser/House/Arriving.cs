namespace Perennial.Browser.House;

/// <summary>Waits for where a click leads.</summary>
internal static class Arriving
{
    /// <summary>
    /// Waits until the page is another one and its title is there. Not for its load event: that may have passed by the time somebody
    /// waits for it.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="address">A glob of its address.</param>
    public static async Task ArriveAsync(this IPage page, string address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForSelectorAsync("h1");
    }
}
