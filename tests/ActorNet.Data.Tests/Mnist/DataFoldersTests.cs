using ActorNet.Data.Mnist;
using ActorNet.Learning;

namespace ActorNet.Data.Tests.Mnist;

public sealed class DataFoldersTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "root"));

    [Fact]
    public void Search_order_is_explicit_environment_cache()
    {
        var folders = From("given", ("ACTORNET_DATA", Path.Combine(Root, "env")));
        Assert.Equal([Path.GetFullPath("given"), Path.Combine(Root, "env"), Path.Combine(Root, "cache", "actornet")], folders.SearchOrder);
        Assert.Equal(Path.GetFullPath("given"), folders.DownloadFolder);
    }

    [Fact]
    public void Without_explicit_folder_and_environment_the_cache_is_searched()
    {
        var folders = From(null, ("ACTORNET_DATA", ""));
        Assert.Equal([Path.Combine(Root, "cache", "actornet")], folders.SearchOrder);
        Assert.False(folders.Offline);
    }

    [Fact]
    public void XDG_CACHE_HOME_moves_the_cache_unless_it_is_relative()
    {
        Assert.Equal(Path.Combine(Root, "xdg", "actornet"), From(null, ("XDG_CACHE_HOME", Path.Combine(Root, "xdg"))).Cache);
        Assert.Equal(Path.Combine(Root, "cache", "actornet"), From(null, ("XDG_CACHE_HOME", "xdg")).Cache);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void ACTORNET_OFFLINE_is_a_switch(string value, bool expected) =>
        Assert.Equal(expected, From(null, ("ACTORNET_OFFLINE", value)).Offline);

    [Fact]
    public void Invalid_ACTORNET_OFFLINE_is_rejected() =>
        Assert.Equal(
            "ACTORNET_OFFLINE is 'maybe'; allowed is 1 (no downloads) or 0.",
            Assert.Throws<InvalidInputException>(() => From(null, ("ACTORNET_OFFLINE", "maybe"))).Message);

    private static DataFolders From(string? explicitFolder, (string Name, string Value) variable) =>
        DataFolders.From(explicitFolder, name => name == variable.Name ? variable.Value : null, Path.Combine(Root, "cache"));
}
