namespace Perennial.Server.Demo;

/// <summary>
/// Whoever shows the demo shop: it has the database's file open between the two calls, and nobody else has. Any number may be
/// registered.
/// </summary>
internal interface IDemoMount
{
    /// <summary>The demo shop is whole: just filled, or found at the start.</summary>
    /// <param name="folder">Where it lies. Its database has to be brought up to date before it is used.</param>
    /// <param name="cancellation">The server stops.</param>
    Task OpenAsync(DemoFolder folder, CancellationToken cancellation);

    /// <summary>Nothing of it is used any more once this has ended; its files are removed, or the server stops.</summary>
    Task CloseAsync();
}
