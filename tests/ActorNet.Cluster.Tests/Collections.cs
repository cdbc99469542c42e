// Two clusters at once use all cores; more would only wait for each other.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
